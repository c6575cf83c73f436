"""What git says about a folder; a machine without git is a folder without git."""

from __future__ import annotations

import subprocess
from pathlib import Path


def root(folder: Path) -> Path | None:
    """The top of the work tree that holds `folder`, or None."""
    said = _git(folder, "rev-parse", "--show-toplevel")
    return Path(said.rstrip("\n")) if said else None


def ignores(path: Path) -> bool:
    """Whether the rules of a git that holds `path` leave it out; read as DVC does, also of what was added by force."""
    return _git(path.parent, "check-ignore", "--quiet", "--no-index", path.name) is not None


def changed(folder: Path, *paths: str) -> list[str]:
    """Those of `paths` under which git sees something new or changed; empty where there is no git."""
    if root(folder) is None:
        return []
    return [path for path in paths if _git(folder, "status", "--porcelain", "--", path)]


def holds(path: Path) -> bool:
    """Whether git has the file at `path` exactly as it lies there."""
    known = _git(path.parent, "ls-files", "--error-unmatch", "--", path.name) is not None
    return known and not _git(path.parent, "status", "--porcelain", "--", path.name)


def version() -> str | None:
    """Git's version, or None."""
    said = _git(Path.cwd(), "--version")
    return said.split()[2] if said else None


def _git(folder: Path, *arguments: str) -> str | None:
    """What git prints, or None when it fails or is not there."""
    try:
        run = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout if run.returncode == 0 else None
