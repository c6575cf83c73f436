"""Tracks in the form of MOT: a line for each track on each frame, frames from 1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from peel.tracking.filled import Row


def write_tracks(path: Path, rows: Iterable[Row]) -> None:
    """Frame, track, left, top, width, height, how sure, class from 1, and 1 where it was seen, 0 where it was filled in."""
    with open(path, "w", encoding="ascii", newline="\n") as file:
        file.writelines(_lines(rows))


def _lines(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        left, top, right, bottom = row.box.tolist()
        box = f"{left:.2f},{top:.2f},{right - left:.2f},{bottom - top:.2f}"
        yield f"{row.frame + 1},{row.track},{box},{row.score:.4f},{row.label + 1},{int(row.is_seen)}\n"
