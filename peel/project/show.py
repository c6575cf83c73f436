"""Shows a running build: a bar with the remaining time on a terminal, plain lines anywhere else."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from peel.process.follow import OnEvent
from peel.project.screen import folded
from peel.text import printable
from peel.types.event import Event, Passed, Progress, Started, Unchanged, Warned

_PLAIN_INTERVAL_S = 10.0
_INDENT = len("evaluate  done       32.2 s  ")


class _View(Protocol):
    """Where lines and progress go."""

    def line(self, text: str) -> None: ...
    def progress(self, stage: str, event: Progress) -> None: ...
    def clear(self) -> None: ...


@contextlib.contextmanager
def showing(console: Console | None = None) -> Iterator[OnEvent]:
    """Gives the function that takes every event of a build and shows it on stderr."""
    console = console or Console(stderr=True, highlight=False)
    if console.is_terminal:
        with Bars(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            _Count(),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
        ) as bars:
            yield _Shown(_Live(bars)).on_event
    else:
        yield _Shown(_Plain(console)).on_event


class _Shown:
    """What each event means to a reader."""

    def __init__(self, view: _View) -> None:
        self.view, self.stage = view, ""

    def on_event(self, event: Event) -> None:
        match event:
            case Started(stage=stage):
                self.stage = stage
                words = "Prefect starts" if stage == "server" else ""
                self.view.progress(stage, _waiting(words))
            case Progress():
                self.view.progress(self.stage, event)
            case Warned(message=message):
                self.view.line(f"{self.stage:<10}warning  {message}")
            case Unchanged():
                self.view.clear()
                self.view.line(
                    "nothing has changed since the last build: no other stage has to run"
                )
            case Passed():
                self.view.clear()
                self.view.line(stage_line(event))
                self.view.progress("…", _waiting())  # the next one starts


def _waiting(words: str = "") -> Progress:
    """Something goes on, and nobody knows for how long."""
    return Progress(name=words, done=0, total=None)


def stage_line(event: Passed) -> str:
    """One line for a stage that ended.

    >>> stage_line(Passed(stage="split", state="done", seconds=1.25, message="80 train"))
    'split     done        1.2 s  80 train'
    """
    words = f"{event.stage:<10}{event.state:<7}{event.seconds:>8.1f} s"
    return f"{words}  {event.message}".rstrip()


class _Plain:
    """Lines; progress at most every 10 s."""

    def __init__(self, console: Console) -> None:
        self.console, self.start, self.last, self.name = console, 0.0, 0.0, ""

    def line(self, text: str) -> None:
        self.console.print(printable(text), markup=False, soft_wrap=True)

    def progress(self, stage: str, event: Progress) -> None:
        now, total = time.monotonic(), event.total
        if total is None or event.name != self.name:
            self.start, self.last, self.name = now, now, event.name
        elif now - self.last >= _PLAIN_INTERVAL_S and event.done < total:
            self.last = now
            left_s = (now - self.start) / max(event.done, 1) * (total - event.done)
            self.line(f"{stage:<10}{event.name} {event.done}/{total}, {left_s:.0f} s left")

    def clear(self) -> None:
        self.name = ""


class _Count(MofNCompleteColumn):
    """`88/136`; where the total is not known, the seconds so far."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.elapsed or 0:.0f} s") if task.total is None else super().render(task)


class _Live:
    """One bar, for what runs now."""

    def __init__(self, bars: Bars) -> None:
        self.bars, self.task, self.name = bars, TaskID(-1), ""

    def line(self, text: str) -> None:
        console = self.bars.console
        text = folded(printable(text), console.width, indent=_INDENT)
        console.print(text, markup=False, soft_wrap=True)

    def progress(self, stage: str, event: Progress) -> None:
        if event.total is None or event.name != self.name or self.task == -1:
            self.clear()
            self.name = event.name
            words = printable(f"{stage:<10}{self.name}")
            self.task = self.bars.add_task(words, total=event.total)
        self.bars.update(self.task, completed=event.done)
        if event.done == event.total:  # what the stage does after it is not counted
            self.progress(stage, _waiting())

    def clear(self) -> None:
        if self.task != -1:
            self.bars.remove_task(self.task)
            self.task = TaskID(-1)
