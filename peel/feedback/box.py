"""What waits for the writer, bounded: tickets as rows, and labels with somebody who waits for them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple

from peel.errors import PeelError
from peel.types.ticket import Label, Outcome

# A label waits so long for others that share its transaction; so many end the waiting.
_LABELS_WAIT_S, _ENOUGH = 0.005, 64
# Most of each in one transaction.
_AT_ONCE = 1_000
_MB = 1e6


class Bounds(NamedTuple):
    """What may wait in memory; beyond it tickets and pictures are lost, and labels refused."""

    tickets_mb: float = 64.0
    pictures_mb: float = 64.0
    labels: int = 5_000


class Counts(NamedTuple):
    """What became of tickets so far, and how many pictures could not be kept."""

    written: int = 0
    waiting: int = 0
    lost: int = 0
    lost_pictures: int = 0


class Patience(NamedTuple):
    """How long one waits for anything, how long tickets wait for others, and how many end that."""

    tickets_s: float = 0.2
    enough: int = _ENOUGH
    idle_s: float = 30.0


class Job(NamedTuple):
    """Labels of one caller, who waits for their outcomes."""

    labels: Sequence[Label]
    future: Future[list[Outcome]]


class Tally:
    """The counts, from several threads."""

    def __init__(self) -> None:
        self.counts, self._lock = Counts(), threading.Lock()

    def add(self, **more: int) -> None:
        """Add to the counts that are named."""
        with self._lock:
            sums = {name: getattr(self.counts, name) + n for name, n in more.items()}
            self.counts = self.counts._replace(**sums)


class Box:
    """Tickets and labels; filled by many threads, emptied by one."""

    def __init__(self, bounds: Bounds, tally: Tally) -> None:
        self.bounds, self.tally, self.is_closed = bounds, tally, False
        self._rows: deque[dict[str, Any]] = deque()
        self._jobs: deque[Job] = deque()
        self._mb, self._labels = 0.0, 0
        self._changed = threading.Condition()

    def put_row(self, row: dict[str, Any]) -> bool:
        """Take an answer; False: it was lost."""
        with self._changed:
            mb = _mb_of(row)
            if self.is_closed or self._mb + mb > self.bounds.tickets_mb:
                self.tally.add(lost=1)
                return False
            self._mb += mb
            self._rows.append(row)
            self.tally.add(waiting=1)
            if len(self._rows) in (
                1,
                _ENOUGH,
            ):  # waking the writer for each would cost more than writing it
                self._changed.notify()
            return True

    def put_job(self, job: Job) -> Future[list[Outcome]]:
        """Take labels; refused at once where too many wait."""
        with self._changed:
            if self.is_closed or self._labels + len(job.labels) > self.bounds.labels:
                job.future.set_exception(_busy(self._labels, self.bounds.labels))
            else:
                self._labels += len(job.labels)
                self._jobs.append(job)
                self._changed.notify()
            return job.future

    def wait(self, patience: Patience) -> bool:
        """Until something is to be written; labels wait next to no time, tickets alone longer. False: nothing comes any more."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._rows or self._jobs or self.is_closed, patience.idle_s
            )
            self._changed.wait_for(
                lambda: self._jobs or len(self._rows) >= patience.enough or self.is_closed,
                patience.tickets_s,
            )
            self._changed.wait_for(
                lambda: not self._jobs or self._labels >= _ENOUGH or self.is_closed, _LABELS_WAIT_S
            )
            return not self.is_closed

    def take(self) -> tuple[list[dict[str, Any]], list[Job]]:
        """Rows, and the labels that came in time with them: never a label before its ticket."""
        with self._changed:
            rows = [self._rows.popleft() for _ in range(min(_AT_ONCE, len(self._rows)))]
            self._mb -= sum(map(_mb_of, rows))
            self.tally.add(waiting=-len(rows))
            jobs: list[Job] = []
            while self._jobs and not self._rows and sum(len(j.labels) for j in jobs) < _AT_ONCE:
                job = self._jobs.popleft()
                self._labels -= len(job.labels)
                # A caller who gave up wants nothing written that was not.
                jobs += [job] if job.future.set_running_or_notify_cancel() else []
            return rows, jobs

    def put_back(self, rows: Sequence[dict[str, Any]]) -> None:
        """Rows that could not be written; they wait again, before all others."""
        with self._changed:
            self._rows.extendleft(reversed(rows))
            self._mb += sum(map(_mb_of, rows))
            self.tally.add(waiting=len(rows))

    def fail_jobs(self, error: Exception) -> None:
        """Tell everybody who waits: behind many rows that cannot be written nobody's turn would come."""
        with self._changed:
            jobs, self._labels = list(self._jobs), 0
            self._jobs.clear()
        for job in jobs:
            if job.future.set_running_or_notify_cancel():
                job.future.set_exception(error)

    def close(self) -> None:
        """Take nothing more."""
        with self._changed:
            self.is_closed = True
            self._changed.notify()


def _mb_of(row: dict[str, Any]) -> float:
    """What a row takes in memory: its outputs, and about 2 kB for the rest."""
    return (len(row["outputs"]) + len(row["shadow"] or "") + 2_000) / _MB


def _busy(got: int, most: int) -> PeelError:
    return PeelError(
        "P835",
        "too many labels at once",
        got=f"{got} that wait to be written",
        allowed=f"{most}",
        do="send them again a little later, and fewer in one request",
    )
