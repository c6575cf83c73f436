"""A ready-made database for a private Prefect server: its 100 migrations cost 5 s of CPU, a copy nothing."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from importlib.metadata import version
from pathlib import Path

FILE = "prefect.db"


def lay(home: Path) -> bool:
    """Put the ready-made database into `home`, unless one is there; returns whether `home` has one now."""
    if (home / FILE).exists():
        return True
    ready = _ready()
    if ready is None or not _is_ours(ready):
        return False
    try:
        _copy(ready, home / FILE)
    except (
        OSError,
        sqlite3.Error,
    ):  # damaged: the server makes its own, and `keep` a new one of it
        with contextlib.suppress(OSError):
            ready.unlink()
        return False
    return True


def keep(home: Path) -> None:
    """Keep the database of `home`, in which nothing but the migrations has been, for the projects that come."""
    ready = _ready()
    if ready is None:
        return
    with contextlib.suppress(OSError, sqlite3.Error):  # a convenience: no reason to stop a build
        ready.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _copy(home / FILE, ready)


def _ready() -> Path | None:
    """Where it lies, one for each version of Prefect; None where the person has no folder."""
    try:
        stated = Path(os.environ.get("XDG_CACHE_HOME", ""))
        cache = stated if stated.is_absolute() else Path.home() / ".cache"  # as its standard says
    except RuntimeError:
        return None
    return cache / "peel" / f"prefect-{version('prefect')}.db"


def _is_ours(path: Path) -> bool:
    """A database of somebody else is not opened."""
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _copy(source: Path, target: Path) -> None:
    """A consistent copy, also of a database that a server has open; whole or not there."""
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".tmp-{target.name}-")
    os.close(number)
    try:
        with (
            contextlib.closing(sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)) as old,
            contextlib.closing(sqlite3.connect(name)) as new,
        ):
            old.execute("select version_num from alembic_version").fetchone()
            old.backup(new)
        os.replace(name, target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
