"""The writer: one thread that puts tickets and labels on disk, many in one transaction, whatever the database does.

A label is answered for after its commit. A ticket is put down and forgotten: it is on disk within a second, waits in memory
while the database is away, and is counted as lost where it cannot wait.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from peel.feedback import labels, tickets
from peel.feedback.album import Album
from peel.feedback.box import Bounds, Box, Counts, Job, Patience, Tally
from peel.feedback.pictures import Pixels
from peel.feedback.store import Store
from peel.feedback.tickets import Mint
from peel.project.state import State
from peel.types.ticket import Label, Outcome, Ticket

# Marks a row that only completes one.
_BESIDE = "beside"
# While the database is away one tries again every second, however many tickets wait.
_WELL, _AWAY = Patience(), Patience(tickets_s=1.0, enough=sys.maxsize)
# Labels whose ticket came later, from another process, are looked for so often, and when nothing else is to be done.
_DRAIN_S = 2.0


class Writer:
    """Writes what it is given; close it, or the last second of tickets is lost."""

    def __init__(
        self, store: Store, state: State, *, mint: Mint, bounds: Bounds | None = None
    ) -> None:
        self.store, self.state, self.mint = store, state, mint
        bounds, self._tally, self._drained_at = bounds or Bounds(), Tally(), float("-inf")
        self._box = Box(bounds, self._tally)
        self._album = Album(state, most_mb=bounds.pictures_mb, tally=self._tally)
        self._thread = threading.Thread(target=self._run, name="peel-writer", daemon=True)
        self._thread.start()

    def put_ticket(self, ticket: Ticket) -> bool:
        """Hand over an answer; False: it was lost, for too much waits already."""
        return self._box.put_row(tickets.row_of(ticket))

    def put_beside(self, ticket: Ticket, picture: Pixels | None = None) -> bool:
        """Hand over what came a moment after an answer that was handed over; an answer that is forgotten by then stays so, with its picture."""
        kept = picture is not None and self._album.hold(ticket.ticket, picture)
        row = tickets.row_of(ticket.model_copy(update={"kept": kept}))
        if self._box.put_row({**row, _BESIDE: True}):
            return True
        self._album.settle([row], found=())
        return False

    def put_labels(self, given: Sequence[Label]) -> Future[list[Outcome]]:
        """Hand over labels; the future has their outcomes once they are on disk, else P831, or P835 where too many wait."""
        return self._box.put_job(Job(given, Future()))

    @property
    def counts(self) -> Counts:
        """What became of tickets and pictures so far."""
        return self._tally.counts

    def close(self, within_s: float = 10.0) -> None:
        """Write what waits and end; what the database does not take by then is lost."""
        self._box.close()
        self._thread.join(within_s)
        self._album.close()

    def _run(self) -> None:
        went_well, goes_on = True, True
        while goes_on or (went_well and self.counts.waiting):
            goes_on = self._box.wait(_WELL if went_well else _AWAY)
            went_well = self._write(*self._box.take())

    def _write(self, rows: list[dict[str, Any]], jobs: list[Job]) -> bool:
        """One transaction; whatever goes wrong in it, the thread lives and everybody who waits is told."""
        try:
            given = [label for job in jobs for label in job.labels]
            with self.store.writing() as connection:
                found = _written(connection, rows)
                outcomes = deque(labels.add(connection, given, mint=self.mint))
                drained_at = _drained(connection, self._drained_at)
        except Exception as error:
            if _is_away(error):
                self._box.put_back(rows)
            else:  # what can never be written would stand in the way of everything else
                self._tally.add(lost=len(rows))
                self._album.settle(_beside(rows), found=())
            for job in jobs:
                job.future.set_exception(error)
            self._box.fail_jobs(error)
            return False
        self._drained_at = drained_at
        self._tally.add(written=len(rows))
        self._album.settle(_beside(rows), found=found)
        for job in jobs:
            job.future.set_result([outcomes.popleft() for _ in job.labels])
        return True


def _written(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Write new answers, and what came beside others; the tickets of those that it found."""
    tickets.add_rows(connection, [row for row in rows if _BESIDE not in row])
    return {row["ticket"] for row in _beside(rows) if tickets.complete(connection, row)}


def _beside(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that complete an answer: they alone settle its picture, which may be held before the answer itself is written."""
    return [row for row in rows if _BESIDE in row]


def _drained(connection: Connection, last: float) -> float:
    """Look for tickets of labels that came before them, where that is due; when it was done last."""
    if time.monotonic() - last <= _DRAIN_S:
        return last
    labels.drain(connection)
    return time.monotonic()


def _is_away(error: Exception) -> bool:
    """Whether the database, and not what was to be written, is why it failed: then the same may go well later."""
    return isinstance(error.__cause__, OperationalError | InterfaceError | TimeoutError)
