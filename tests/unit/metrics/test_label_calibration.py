import numpy as np
import pytest

from peel.metrics import calibration
from peel.metrics.label_calibration import (
    calibration_error,
    entries,
    error_of_perfect,
    reliability,
)
from peel.metrics.label_sums import LabelAnswers

RNG = np.random.default_rng(0)
OUTPUTS = RNG.random((300, 4))
TARGETS = (RNG.random((300, 4)) < OUTPUTS).astype(np.int8)
TARGETS[RNG.random((300, 4)) < 0.2] = -1
ANSWERED = LabelAnswers(OUTPUTS, TARGETS, np.full(4, 0.5))
ONCE = np.ones((1, 300))


def test_error_is_that_of_known_entries():
    known = TARGETS >= 0
    p, yes = OUTPUTS[known], TARGETS[known]
    bins = calibration.assign_bins(p)
    want = calibration.calibration_error(p - yes, bins, weights=np.ones((1, len(p))))
    assert calibration_error(entries(ANSWERED), weights=ONCE) == pytest.approx(want)


def test_item_drawn_twice_counts_twice():
    twice = np.concatenate([np.arange(300), np.arange(50)])
    weights = 1.0 + (np.arange(300) < 50)[None]
    again = LabelAnswers(OUTPUTS[twice], TARGETS[twice], np.full(4, 0.5))
    bins = entries(ANSWERED).bins
    assert bins.max() == 14
    got = calibration_error(entries(ANSWERED), weights=weights)
    assert got == pytest.approx(
        calibration_error(entries(again), weights=np.ones((1, 350))), abs=0.02
    )


def test_true_probabilities_pass_for_perfect():
    found = entries(ANSWERED)
    assert calibration_error(found, weights=ONCE)[0] < error_of_perfect(found, seed=0)


def test_too_sure_ones_do_not_pass():
    found = entries(ANSWERED._replace(outputs=np.clip(2 * OUTPUTS - 0.5, 0.01, 0.99)))
    assert calibration_error(found, weights=ONCE)[0] > 2 * error_of_perfect(found, seed=0)


def test_bins_hold_all_known_entries():
    rows = reliability(entries(ANSWERED))
    assert sum(row["n"] for row in rows) == (TARGETS >= 0).sum()
