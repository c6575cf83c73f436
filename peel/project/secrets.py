"""Secrets of an installation: files that only their owner may read, made where they are missing."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path
from shlex import quote

from peel import files
from peel.errors import PeelError
from peel.project.state import State

# What signs the pointer, what signs tickets, what draws the audited ones.
POINTER, TICKETS, AUDIT = "pointer.key", "tickets.key", "audit.key"


def read(state: State, name: str) -> str | None:
    """The secret `name`, without white space around it; None where there is none. Raises P830 when others may read the file."""
    path = state.secrets / name
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8").strip()
    except FileNotFoundError:
        return None
    if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
        raise PeelError(
            "P830",
            "a secret is open to others",
            got=f"{path} with mode {stat.S_IMODE(mode):o}",
            allowed="mode 600, for its owner alone",
            do=f"make a new secret if somebody may have read it; then: chmod 600 {quote(str(path))}",
        )
    return text


def write(state: State, name: str, *, text: str) -> None:
    """Put a secret there in one step, for its owner alone."""
    path = state.secrets / name
    with files.guard(path):
        state.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
        work = path.with_name(f".tmp-{name}-{secrets.token_hex(4)}")
        try:
            handle = os.open(work, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text + "\n")
            os.replace(work, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                work.unlink()


def ensure(state: State, name: str) -> str:
    """The secret `name`; 32 random bytes as text where there was none."""
    found = read(state, name)
    if found is None:
        path = state.secrets / name
        with files.lock(path.with_name(f".lock-{name}"), f"making {Path(name).stem}"):
            found = read(state, name)
            if found is None:
                found = secrets.token_urlsafe(32)
                write(state, name, text=found)
    return found
