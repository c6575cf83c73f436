"""The two accounts, on values that were computed elsewhere."""

from __future__ import annotations

import pytest

from peel.params.sections import Watch
from peel.watch.detector import MOST, bets, fold, is_red, limits, opened

TAU = 0.9
LIMITS = limits(Watch())


def after(scores, *, tau=TAU, fresh=True):
    accounts = opened(tau, fresh=fresh)
    for x in scores:
        accounts = fold(accounts, x, tau=tau)
    return accounts


def test_bets_are_those_of_the_handbook():
    golden = (0.1111, 0.2222, 0.4444, 0.8889, 1.7778, 3.5556)
    assert bets(TAU) == pytest.approx(golden, abs=5e-5)


@pytest.mark.parametrize(
    ("scores", "run", "start"),
    [
        ([0], 2.05, 2.05),
        ([0] * 4, 87.09885, 62.45735),
        ([0] * 10, 377610.040809, 287088.546567),
        ([1, 1, 0, 1, 0, 0, 1, 1, 1, 0] * 3, 16919.201257, 2356.629995),
        ([1] * 100, 22.8653, 0.0739226),
    ],
)
def test_golden_vectors_come_out(scores, run, start):
    assert after(scores).evidence == pytest.approx((run, start), rel=1e-5)


def test_third_vector_turns_red_by_thirty():
    assert is_red(after([1, 1, 0, 1, 0, 0, 1, 1, 1, 0] * 3), LIMITS)
    assert not is_red(after([1] * 100), LIMITS)


def test_nothing_is_red_before_twenty_labels():
    assert not is_red(after([0] * 19), LIMITS)
    assert is_red(after([0] * 20), LIMITS)


def test_closed_start_account_stays_closed():
    run, start = after([0] * 10, fresh=False).evidence
    assert (run, start) == (pytest.approx(377610.040809), 0)


def test_accounts_never_overflow():
    accounts = after([0] * 2000)
    assert max(*accounts.run, *accounts.start) == MOST


def test_no_account_turns_negative():
    accounts = fold(opened(0.99, fresh=True), 1.0, tau=0.99, labels=500)
    assert min(*accounts.run, *accounts.start) > 0


def test_low_threshold_has_fewer_bets():
    assert len(bets(0.1)) == 4


def test_shared_chance_lifts_the_start_limit():
    shared = limits(Watch(), watches=10, names=1.5)
    assert shared == (600_000, 400, 15_000, 1500)


@pytest.mark.parametrize("labels", [1, 5, 20])
def test_bet_is_fair_at_the_threshold(labels):
    """Half the time .8 and half the time 1: the accounts neither grow nor shrink on average."""
    low, high = (fold(opened(TAU, fresh=True), x, tau=TAU, labels=labels) for x in (0.8, 1.0))
    assert (low.evidence[1] + high.evidence[1]) / 2 == pytest.approx(1)
