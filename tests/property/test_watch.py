"""Laws of the watch, on audits that a machine makes up."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from peel.params.sections import Watch
from peel.types.ticket import Audited
from peel.watch import detector
from peel.watch.cohorts import DAY_S
from peel.watch.fold import Ground, fold
from tests.unit.watch.audit import CARD, EPOCH, answered

GROUND = Ground(EPOCH, CARD, Watch(), {"k"})
ANSWERS = st.tuples(
    st.floats(0, 20 * DAY_S), st.sampled_from([True, False, None]), st.sampled_from(["a", "b"]),
    st.sampled_from(["cat", "dog", "zebra"]), st.sampled_from(["auditor", "public", "staff"]),
)  # fmt: skip


def rows(answers) -> list[Audited]:
    return [
        answered(i, right=right, at=at, source=source, label=label, trust=trust)
        for i, (at, right, source, label, trust) in enumerate(answers)
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(ANSWERS, max_size=60), st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(answers, random):
    made = rows(answers)
    mixed = random.sample(made, len(made))
    at = 40 * DAY_S
    assert fold(mixed, GROUND, now=at, known={}) == fold(made, GROUND, now=at, known={})


@settings(max_examples=50, deadline=None)
@given(st.lists(ANSWERS, max_size=60), st.lists(st.floats(0, 60 * DAY_S), max_size=6))
def test_closed_day_stays_whatever_the_clock(answers, clock):
    """However the clock jumps: what a look closed, every later look has as it was."""
    made, known = rows(answers), {}
    for now in clock:
        found = fold(made, GROUND, now=now, known=known)
        closed = {day.day: day for day in found.days if day.closing}
        assert {day: closed[day].closing for day in known} == known
        known = {day: one.closing for day, one in closed.items()}


@settings(max_examples=100, deadline=None)
@given(
    st.floats(detector.LOWEST, detector.HIGHEST),
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 1000)), max_size=50),
)
def test_accounts_stay_numbers_of_no_debt(tau, scores):
    accounts = detector.opened(tau, fresh=True)
    for x, labels in scores:
        accounts = detector.fold(accounts, x, tau=tau, labels=labels)
    held = [*accounts.run, *accounts.start]
    assert all(0 <= one <= detector.MOST for one in held)
