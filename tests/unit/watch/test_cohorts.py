"""Days of the audit: closed once, whole, in the order of tickets."""

from __future__ import annotations

import pytest

from peel.params.sections import Watch
from peel.types.ticket import Audited
from peel.watch.cohorts import DAY_S, Closing, bursts, cohorts
from peel.watch.scoring import seen
from tests.unit.watch.audit import CARD, answered, ticket

SETTINGS = Watch()


def days(rows, *, now, known=None):
    return cohorts([seen(row, CARD) for row in rows], SETTINGS, now=now * DAY_S, known=known or {})


def some(n, *, unanswered=0):
    rows = [answered(i, right=True, at=i * 10.0) for i in range(n)]
    return rows + [
        Audited(ticket=ticket(900 + i, at=i * 10.0), label=None) for i in range(unanswered)
    ]


def test_answered_day_closes_when_over():
    assert days(some(20), now=0.99)[0].closing is None
    assert days(some(20), now=1.01)[0].closing is not None


def test_unanswered_day_waits_for_the_deadline():
    rows = some(18, unanswered=2)
    assert days(rows, now=14.9)[0].closing is None
    (closed,) = days(rows, now=15.1)
    assert closed.closing is not None
    assert closed.share == pytest.approx(0.9)


def test_share_is_not_missed_by_rounding():
    assert days(some(19, unanswered=1), now=1.01)[0].closing is not None


def test_late_label_never_counts():
    (closed,) = days(some(18, unanswered=2), now=15.1)
    late = [*some(18), *(answered(900 + i, right=False, at=i * 10.0) for i in range(2))]
    (again,) = days(late, now=16, known={0: closed.closing})
    assert len(again.rows) == 20
    assert len(again.counted) == 18


def test_clock_that_jumps_back_opens_nothing():
    (closed,) = days(some(20), now=1.01)
    (again,) = days(some(20), now=0.01, known={0: closed.closing})
    assert again == closed


def test_clock_that_jumped_ahead_closes_for_good():
    """A day was closed by a clock a day ahead; labels that come after that do not count, whatever the clock says now."""
    (closed,) = days(some(5), now=1.5)
    more = [*some(5), answered(70, right=False, at=500.0)]
    (again,) = days(more, now=0.5, known={0: closed.closing})
    assert len(again.counted) == 5


def test_bursts_are_by_source_and_hour():
    rows = [
        answered(i, right=True, at=at, source=source)
        for i, (at, source) in enumerate([(0, "a"), (10, "b"), (20, "a"), (4000, "a")])
    ]
    found = [
        [row.ticket[-1] for row in burst]
        for burst in bursts([seen(row, CARD, known={"k"}) for row in rows])
    ]
    assert found == [["0", "2"], ["1"], ["3"]]


def test_closing_keeps_its_last_label():
    assert days(some(5), now=2)[0].closing == Closing(2 * DAY_S, 5)
