"""What waits: bounded, and never a label before its ticket."""

from __future__ import annotations

import time
from concurrent.futures import Future

import pytest

from peel.errors import PeelError
from peel.feedback.box import Bounds, Box, Job, Patience, Tally
from peel.feedback.tickets import row_of
from tests.unit.feedback.conftest import answer, said

ROW = row_of(answer())
TINY = Bounds(tickets_mb=0.01, labels=3)


def _job(n: int = 1) -> Job:
    return Job([said("t")] * n, Future())


def test_too_many_tickets_are_lost():
    box = Box(TINY, Tally())
    taken = [box.put_row(ROW) for _ in range(10)]
    assert (sum(taken), box.tally.counts.lost, box.tally.counts.waiting) == (4, 6, 4)


def test_too_many_labels_are_refused():
    box = Box(TINY, Tally())
    first, second = box.put_job(_job(3)), box.put_job(_job(1))
    assert not first.done()
    with pytest.raises(PeelError, match="P835"):
        second.result(0)


def test_room_comes_back():
    box = Box(TINY, Tally())
    for _ in range(5):
        assert not box.put_job(_job(3)).done()
        assert box.put_row(ROW)
        box.take()
    assert box.tally.counts.waiting == 0


def test_labels_wait_behind_older_tickets():
    box = Box(Bounds(), Tally())
    for _ in range(1_500):
        box.put_row(ROW)
    box.put_job(_job())
    taken = [box.take() for _ in range(2)]
    assert [(len(rows), len(jobs)) for rows, jobs in taken] == [(1_000, 0), (500, 1)]


def test_rows_put_back_come_first():
    box = Box(Bounds(), Tally())
    rows = [row_of(answer(float(n))) for n in range(3)]
    box.put_row(rows[0])
    box.put_row(rows[1])
    taken, _ = box.take()
    box.put_row(rows[2])
    box.put_back(taken)
    assert (box.tally.counts.waiting, box.take()[0]) == (3, rows)


def test_caller_who_gave_up_is_left_out():
    box = Box(Bounds(), Tally())
    box.put_job(_job()).cancel()
    assert box.take() == ([], [])


def test_waiting_callers_are_told():
    box = Box(Bounds(), Tally())
    future, gone = box.put_job(_job()), box.put_job(_job())
    gone.cancel()
    box.fail_jobs(ValueError("away"))
    assert isinstance(future.exception(0), ValueError)


def test_closed_box_takes_nothing():
    box = Box(Bounds(), Tally())
    box.close()
    assert not box.put_row(ROW)
    assert box.put_job(_job()).exception(0).code == "P835"
    assert not box.wait(Patience())


def test_tickets_wait_for_others():
    box = Box(Bounds(), Tally())
    box.put_row(ROW)
    start = time.monotonic()
    assert box.wait(Patience(tickets_s=0.05))
    assert time.monotonic() - start >= 0.05


def test_many_tickets_or_labels_wait_for_nothing():
    box = Box(Bounds(), Tally())
    for _ in range(64):
        box.put_row(ROW)
    assert box.wait(Patience(tickets_s=60))
    box.take()
    box.put_job(_job())
    assert box.wait(Patience(tickets_s=60))
