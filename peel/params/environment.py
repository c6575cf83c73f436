"""The PEEL_* variables that a person may set."""

from __future__ import annotations

import os
from pathlib import Path

from peel.errors import PeelError


def weights_dir(configured: str | None = None) -> Path | None:
    """The folder with weight files: `weights.dir` as configured, else PEEL_WEIGHTS_DIR, else None.

    Raises P105 when that is no folder: a typing error must not look like missing weights.
    """
    name = configured or os.environ.get("PEEL_WEIGHTS_DIR")
    if not name:
        return None
    folder = Path(name).expanduser()
    if not folder.is_dir():
        raise PeelError(
            "P105",
            "folder for weights not found",
            got=name,
            allowed="a folder that exists",
            do="correct weights.dir in params.yaml, or the variable PEEL_WEIGHTS_DIR",
        )
    return folder


def events_file(otherwise: Path) -> Path:
    """The file that PEEL_EVENTS names; without one `otherwise`, which it names from then on, also for child processes."""
    return Path(os.environ.setdefault("PEEL_EVENTS", str(otherwise)))


def clock_file() -> Path | None:
    """The file that PEEL_CLOCK names: by how many seconds the clock is moved, for drills; None without one."""
    name = os.environ.get("PEEL_CLOCK")
    return Path(name) if name else None


def store_url() -> str | None:
    """The database that PEEL_STORE_URL names, as postgresql+psycopg://peel@host/peel; None without one."""
    return os.environ.get("PEEL_STORE_URL") or None


def alert_urls() -> tuple[str, ...]:
    """The addresses for alerts in PEEL_ALERT_URLS, parted by white space; they may hold passwords."""
    return tuple(os.environ.get("PEEL_ALERT_URLS", "").split())
