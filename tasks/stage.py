"""What every stage does around its one call: tell start, end and error, and never show a traceback for a person's mistake."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from peel import events
from peel.errors import PeelError
from peel.text import printable
from peel.types.event import Ended, Started


def run(name: str, main: Callable[[], str]) -> None:
    """Run `main` as the stage `name`; its return value is the stage's result in one line of words.

    Exit code 0, or 2 after a PeelError (printed to stderr and told as an `error` event).
    """
    start = time.monotonic()
    events.tell(Started(stage=name))
    try:
        words = main()
    except PeelError as error:
        events.emit_error(error, name)
        print(f"error: {error}", file=sys.stderr)
        raise SystemExit(2) from None
    events.tell(
        Ended(
            stage=name,
            message=words,
            seconds=round(time.monotonic() - start, 2),
            cpu_s=round(time.process_time(), 2),  # of the whole process, imports included
        )
    )
    print(f"{name}: {printable(words)}", file=sys.stderr)
