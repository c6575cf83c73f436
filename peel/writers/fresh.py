"""A folder that was not there before: whole or not there, and never in the place of another."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from peel.errors import PeelError
from peel.files import guard, refuse_unwritable

if sys.platform != "win32":
    import fcntl

# Between the making of a folder and the lock on it.
_BEGINNING_S = 10


def refuse_existing(path: Path) -> None:
    """Raises P280 where something stands at `path`, also a link that leads nowhere."""
    if os.path.lexists(path):
        raise PeelError(
            "P280",
            "there is something already where the new folder would be",
            got=path,
            allowed="a folder that does not exist yet: nothing is ever overwritten",
            do="name another folder, or move that one away first",
        )


def refuse_without_parent(path: Path) -> None:
    """Raises P287 where the folder around `path` is not there, P702 where nothing can be made in it."""
    around = path.absolute().parent
    if not around.is_dir():
        raise PeelError(
            "P287",
            "the folder around the new one is not there",
            got=around,
            allowed="a folder that exists: one that is made may lie on another disk than you think",
            do="see whether it is written right and the disk is mounted, or make the folder",
        )
    refuse_unwritable(path)


@contextlib.contextmanager
def fresh_folder(path: Path) -> Iterator[Path]:
    """A temporary folder on the same disk that becomes `path` when the block ends well.

    Raises P280 where something stands there, also when it came meanwhile, P701 (disk full) and P702. A block that
    raises leaves nothing; what a killed process left beside `path` is removed by the next.
    """
    refuse_existing(path)
    with guard(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _tidy(path)
        work = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".tmp-{path.name}-"))
        try:
            with _held(work):
                work.chmod(0o755)
                yield work
                _move(work, path)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def _move(work: Path, path: Path) -> None:
    """The system refuses to put a folder in the place of a file, a link or a folder that holds something."""
    refuse_existing(path)
    try:
        work.rename(path)
    except OSError:
        refuse_existing(path)
        raise


@contextlib.contextmanager
def _held(work: Path) -> Iterator[None]:
    """Show other processes that this folder is worked on; the system lets go when this one ends, however it ends."""
    if sys.platform == "win32":  # a folder cannot be locked there
        yield
        return
    handle = os.open(work, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _tidy(path: Path) -> None:
    """Remove what processes left that were killed."""
    if sys.platform == "win32":
        return
    before = time.time() - _BEGINNING_S
    for each in os.scandir(path.parent):
        is_work = each.name.startswith(f".tmp-{path.name}-") and each.is_dir(follow_symlinks=False)
        if is_work and each.stat().st_mtime < before:
            with contextlib.suppress(OSError), _held(Path(each.path)):
                shutil.rmtree(each.path, ignore_errors=True)
