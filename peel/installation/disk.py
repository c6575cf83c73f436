"""What an installation holds on the disk."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from peel.project.state import State


def sizes(state: State) -> Iterator[str]:
    """A line for each part that holds anything, the largest first; then what is free."""
    if not state.folder.is_dir():
        return
    parts = {path.name: size(path) for path in state.folder.iterdir()}
    told = sorted(parts.items(), key=lambda part: (-part[1], part[0]))
    large = [f"{name} {megabytes(bytes_)}" for name, bytes_ in told if bytes_ >= 10_000]
    free = shutil.disk_usage(state.folder).free
    whole = f"{megabytes(sum(parts.values()))} in {state.folder}, {megabytes(free)} free"
    yield ": ".join(filter(None, (whole, ", ".join(large))))


def size(path: Path) -> int:
    """The bytes of a file, or of all files below a folder; links are not followed, what vanishes counts nothing.

    >>> size(Path("/nowhere"))
    0
    """
    total = 0
    folders = [path]
    if path.is_file() and not path.is_symlink():
        return path.stat().st_size
    while folders:
        try:
            with os.scandir(folders.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(Path(entry.path))
                    elif entry.is_file(follow_symlinks=False):
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total


def megabytes(bytes_: int) -> str:
    """A size in words.

    >>> megabytes(1_234_567), megabytes(20_000_000_000)
    ('1.2 MB', '20.0 GB')
    """
    return f"{bytes_ / 1e9:.1f} GB" if bytes_ >= 1e9 else f"{bytes_ / 1e6:.1f} MB"
