"""What a retraining says while a step works: that it lives, and what the step has cost so far."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import NamedTuple

from peel.errors import PeelError
from peel.feedback import leases
from peel.feedback.leases import BEAT_S, FOR_S, Lease
from peel.retraining import runs
from peel.retraining.place import Place
from peel.types.retraining import Run


class Step(NamedTuple):
    """The run as its row stands while a step works, and when that began (time.monotonic)."""

    run: Run
    since: float


class Beat:
    """Keeps the lease while a step works, and knows when somebody else has it.

    The step's wall time stands in the books until its CPU time is known, so that one that is killed was not free.
    """

    def __init__(self, place: Place, *, lease: Lease) -> None:
        self.place, self.lease = place, lease
        self.step: Step | None = None
        self.is_lost = False
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Beat until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """Let the last beat come to its end."""
        self._end.set()
        self._thread.join()

    def beat(self) -> None:
        """Renew the lease, and charge the step. Raises P831."""
        store, step = self.place.registry.store, self.step
        kept = leases.renew(store, self.lease, for_s=FOR_S, now=self.place.tools.now())
        self.is_lost = self.is_lost or not kept
        if step is not None and kept:
            runs.charge(store, step.run, cpu_s=step.run.cpu_s + time.monotonic() - step.since)

    def check(self) -> None:
        """Raise P895 where another process has taken over."""
        if self.is_lost:
            raise another("another process, since this one was not heard of for a while")

    def _run(self) -> None:
        while not self._end.wait(BEAT_S):
            with contextlib.suppress(PeelError):  # the store may be back before the lease is over
                self.beat()


def another(who: str) -> PeelError:
    """The refusal of a second retraining."""
    return PeelError(
        "P895",
        "another retraining works",
        got=who,
        allowed="one at a time for one store",
        do="wait until it has ended: peel status tells of it",
    )
