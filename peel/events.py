"""What a stage tells while it works: JSON lines in the file that `PEEL_EVENTS` names, else progress bars on a terminal."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from peel.errors import PeelError
from peel.text import from_json, printable
from peel.types.event import (
    Event,
    Found,
    Progress,
    Refused,
    Warned,
    from_fields,
    to_fields,
)

T = TypeVar("T")
_MIN_INTERVAL_S = 0.5


def tell(event: Event) -> None:
    """Tell one event, with the time at which it is told.

    With `PEEL_EVENTS` set, one JSON line is appended to that file (one write a line, so that several
    processes may share it). Without it a warning and a result go to stderr as text, and nothing else
    is shown here (`track` draws the bar).
    """
    path = os.environ.get("PEEL_EVENTS")
    if path:
        line = json.dumps(to_fields(replace(event, time=now())))
        # What cannot be told must not stop the work: a full disk is refused where a result is written.
        with contextlib.suppress(OSError), open(path, "a", encoding="utf-8") as file:
            file.write(line + "\n")
    elif isinstance(event, Warned | Found):
        name = "warning" if isinstance(event, Warned) else "result"
        print(f"{name}: {printable(event.message)}", file=sys.stderr)


def warn(message: str) -> None:
    """Tell a person to look at something."""
    tell(Warned(message=message))


def now() -> float:
    """The time as events tell it: seconds since 1970, to the millisecond."""
    return round(time.time(), 3)


def emit_error(error: PeelError, stage: str = "") -> None:
    """Tell a refusal with all its parts, so that who reads the file can raise it again."""
    tell(
        Refused(
            stage=stage,
            code=error.code,
            message=str(error),
            what=error.what,
            got=str(error.got),
            allowed=error.allowed,
            do=error.do,
        )
    )


def track(items: Iterable[T], *, total: int, name: str) -> Iterator[T]:
    """Yield `items` and tell `progress` (name, done, total) at most twice a second and at the end."""
    last = 0.0
    bar = _Bar(name, total) if _wants_bar() else None
    for done, item in enumerate(items, start=1):
        yield item
        now = time.monotonic()
        if now - last >= _MIN_INTERVAL_S or done == total:
            last = now
            tell(Progress(name=name, done=done, total=total))
            if bar:
                bar.show(done)


def read(path: str | os.PathLike[str], offset: int = 0) -> tuple[list[Event], int]:
    """The whole lines written to an event file since byte `offset`, and the new offset."""
    try:
        with open(path, "rb") as file:
            file.seek(offset)
            data = file.read()
    except FileNotFoundError:
        return [], offset
    whole = data[: data.rfind(b"\n") + 1]
    return list(_parse(whole.splitlines())), offset + len(whole)


def _parse(lines: Iterable[bytes]) -> Iterator[Event]:
    """Without the line that a full disk cut off, and what another version tells."""
    for line in lines:
        with contextlib.suppress(ValueError):
            event = from_fields(from_json(line))
            if event:
                yield event


def _wants_bar() -> bool:
    return not os.environ.get("PEEL_EVENTS") and sys.stderr.isatty()


class _Bar:
    """One line on stderr with the remaining time, for `dvc repro` in a terminal."""

    def __init__(self, name: str, total: int) -> None:
        self.name, self.total, self.start = printable(name), total, time.monotonic()

    def show(self, done: int) -> None:
        left_s = (time.monotonic() - self.start) / max(done, 1) * (self.total - done)
        end = "\n" if done >= self.total else ""
        print(f"\r{self.name} {done}/{self.total}, {left_s:.0f} s left ", end=end, file=sys.stderr)
