"""The figures of docs/reference/watch.md come from the product's own detector, and its bounds hold."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import watch as figures
from peel.watch import detector

RNG = np.random.default_rng(5)


@pytest.mark.parametrize(("tau", "labels"), [(0.9, 1), (0.8, 1), (0.97, 1), (0.9, 20), (0.9, 3)])
def test_streams_are_folded_like_the_product(tau, labels):
    x = RNG.binomial(labels, tau - 0.02, (3, 400)) / labels
    found = figures.evidence(x, tau, labels=labels)
    for stream, run, start in zip(x, found.run, found.start, strict=True):
        accounts, told = detector.opened(tau, fresh=True), []
        for score in stream.tolist():
            accounts = detector.fold(accounts, score, tau=tau, labels=labels)
            told.append(accounts.evidence)
        np.testing.assert_allclose(told, np.stack([run, start], axis=1), rtol=1e-9)


def test_alarms_are_those_of_the_product():
    x = (RNG.random((40, 600)) < 0.8).astype(float)
    expected = []
    for stream in x:
        accounts, at = detector.opened(0.9, fresh=True), 0
        while not detector.is_red(accounts, figures.LIMIT):
            accounts, at = detector.fold(accounts, float(stream[at]), tau=0.9), at + 1
        expected.append(at)
    assert figures.two_accounts(x).tolist() == expected


@pytest.mark.slow
def test_false_reds_keep_their_bound():
    """300 streams at the threshold: at most 5 % and three standard deviations."""
    row = figures.rows(300)[0]
    assert figures.false_alarms(row, figures.TAU) <= 0.05 + 3 * 0.0126
    assert figures.false_alarms(row, figures.TAU + 0.02) <= 0.005 + 3 * 0.0041


@pytest.mark.slow
@pytest.mark.parametrize("rho", [0.05, 0.2, 0.5])
def test_bursts_keep_the_bound(rho):
    x = figures.bursts(400, figures.LABELS // 20, share=figures.TAU, rho=rho)
    reds = figures.two_accounts(x, labels=20) != figures.NEVER
    assert reds.mean() <= 0.05 + 3 * 0.0109


@pytest.mark.slow
def test_delays_are_those_promised():
    row = figures.rows(300)[0]
    for dip, known in zip(figures.DIPS, figures.KNOWN["start"], strict=True):
        found = figures.delays(row, dip, before=0)
        allowed = max(0.1 * known, 3 * figures.error_of_median(found))
        assert np.median(found) <= known + allowed
