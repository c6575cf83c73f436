"""Watches a child process and hands on the events that it writes, while it writes them."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from peel import events
from peel.errors import PeelError
from peel.types.event import Event, Refused

OnEvent = Callable[[Event], None]
_POLL_S = 0.1


def follow(
    process: subprocess.Popen[bytes],
    file: Path,
    *,
    on_event: OnEvent,
    besides: Callable[[], list[Event]] = list,
) -> list[Event]:
    """Wait for `process`; every event that reaches `file` meanwhile goes to `on_event`; returns them all.

    So do those that `besides` gives: it is asked before each look into the file, and told after it, since what it
    tells of follows on what already stands there.
    """
    seen: list[Event] = []
    offset = file.stat().st_size if file.exists() else 0
    running = True
    while running:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_POLL_S)
            running = False
        more = besides()
        new, offset = events.read(file, offset)
        seen += [*new, *more]
        for event in [*new, *more]:
            on_event(event)
    return seen


def told_error(seen: Iterable[Event]) -> PeelError | None:
    """The refusal that a child told last, with all its parts, or None."""
    for event in reversed(list(seen)):
        if isinstance(event, Refused):
            parts = {"got": event.got, "allowed": event.allowed, "do": event.do}
            return PeelError(event.code, event.what, **parts)
    return None
