"""What time it is: the system's, moved by the seconds in the file that PEEL_CLOCK names, for drills in which days must pass."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from peel.params.environment import clock_file


def now() -> float:
    """Seconds since 1970 (UTC); code that decides takes it as an argument instead of asking."""
    path = clock_file()
    try:
        moved = float(path.read_text("ascii")) if path else 0.0
    except (OSError, ValueError):
        moved = 0.0
    return time.time() + moved


def iso(at: float) -> str:
    """A time as text.

    >>> iso(0)
    '1970-01-01T00:00:00Z'
    """
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
