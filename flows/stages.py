"""The stages of one `dvc repro`, told as they begin and end: each becomes a task run in Prefect and a line for a person."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from flows.mirror import Mirror
from peel import events
from peel.errors import PeelError
from peel.process import dvc
from peel.types.event import Ended, Event, Passed, Skipped, Started

STAGES = (
    "scan",
    "ingest",
    "validate",
    "split",
    "search",
    "train",
    "evaluate",
    "export",
    "report",
)


def run_stages(project: Path, mirror: Mirror, *, file: Path, on_end: Callable[[str], None]) -> None:
    """Run what has changed, in the main thread, so that an interrupt ends DVC and its stage as well.

    `on_end` is called with the name of each stage that ended or had nothing to do. Raises what
    `dvc.repro` raises; the stage that ran at that time is then shown as failed.
    """
    told = Stages(mirror, on_end)
    try:
        dvc.repro(project, [STAGES[-1]], events=file, on_event=told.on_event)
    except PeelError as error:
        told.fail(str(error))
        raise
    except BaseException:
        told.fail("the flow was stopped")
        raise
    told.finish()


class Stages:
    """Takes the events of a `dvc repro`, whose stages come in the order of STAGES."""

    def __init__(self, mirror: Mirror, on_end: Callable[[str], None]) -> None:
        self.mirror, self.on_end = mirror, on_end
        self.todo, self.running, self.since = deque(STAGES), "", events.now()

    def on_event(self, event: Event) -> None:
        """`started`, `ended` and `skipped` of a stage; all else is for the mirror alone."""
        if not isinstance(event, Started | Ended | Skipped) or event.stage not in self.todo:
            self.mirror.on_event(event)
            return
        while (
            self.todo[0] != event.stage
        ):  # DVC went past it without a word: an earlier run was restored
            self._cached(self.todo[0], event.time)
        match event:
            case Started(stage=name, time=time):
                self.running = name
                self.mirror.begin(name, time)
            case Skipped(stage=name, time=time):
                self._cached(name, time)
            case Ended():
                self._ended(event)

    def finish(self) -> None:
        """DVC has ended well: whatever it did not name had nothing to do."""
        while self.todo:
            self._cached(self.todo[0], events.now())

    def fail(self, words: str) -> None:
        """DVC was ended, or ended itself with a refusal."""
        if self.running:
            self.mirror.fail(self.running, events.now(), words=words)

    def _ended(self, event: Ended) -> None:
        name, words = event.stage, event.message
        self.mirror.end(name, event.time, words=words)
        seconds = round(max(event.time - self.since, 0.0), 2)
        self._over(name, event.time)
        events.tell(Passed(stage=name, state="done", seconds=seconds, message=words))

    def _cached(self, name: str, time: float) -> None:
        self.mirror.cached(name, time)
        self._over(name, time)
        events.tell(Passed(stage=name, state="cached"))

    def _over(self, name: str, time: float) -> None:
        self.todo.popleft()
        self.running, self.since = "", time
        self.on_end(name)
