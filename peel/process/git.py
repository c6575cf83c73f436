"""What git says about a folder; a machine without git is a folder without git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from peel.errors import PeelError
from peel.process.environment import child_environment
from peel.text import printable

# What a hook that started this would set; it would be the other repository then.
_OF_A_HOOK = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
# Nothing of a person's own configuration may ask, sign, or run a program of theirs.
_PLAIN = (
    "-c", "user.name=peel", "-c", "user.email=peel@localhost", "-c", "commit.gpgSign=false",
    "-c", f"core.hooksPath={os.devnull}", "-c", "gc.auto=0",
)  # fmt: skip


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


def branch(folder: Path) -> str:
    """The branch that is checked out, also one without a commit; "" where none is, or no git."""
    full = (_git(folder, "symbolic-ref", "--quiet", "HEAD") or "").rstrip("\n")
    return full.removeprefix("refs/heads/")


def version() -> str | None:
    """Git's version, or None."""
    said = _git(Path.cwd(), "--version")
    return said.split()[2] if said else None


def do(folder: Path, *arguments: str) -> str:
    """Run git for its effect and return what it prints, as peel <peel@localhost>, without hooks and signatures; raises P891."""
    environment = {**child_environment(), "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    for name in _OF_A_HOOK:
        environment.pop(name, None)
    try:
        run = subprocess.run(
            ["git", *_PLAIN, *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
    except OSError as error:
        raise _failed(arguments, str(error)) from error
    if run.returncode:
        raise _failed(arguments, run.stderr.strip())
    return run.stdout


def unlock(folder: Path, *, branch: str = "") -> None:
    """Remove the locks that a killed git has left: of that branch, or all of them where nobody else works in this repository.

    Git itself never does it, so that every later command would be refused.
    """
    place = folder / do(folder, "rev-parse", "--git-common-dir").strip()
    every = [*place.glob("*.lock"), *(place / "refs").rglob("*.lock")]
    for path in [place / "refs" / "heads" / f"{branch}.lock"] if branch else every:
        path.unlink(missing_ok=True)


def _failed(arguments: Sequence[str], said: str) -> PeelError:
    return PeelError(
        "P891",
        "git could not do it",
        got=f"git {' '.join(arguments[:2])}: {printable(said.splitlines()[-1] if said else 'nothing')}",
        allowed="a repository that can be read and written",
        do="correct what git says and run the same command again; it goes on from there",
    )


def _git(folder: Path, *arguments: str) -> str | None:
    """What git prints, or None when it fails or is not there."""
    try:
        run = subprocess.run(
            ["git", *arguments], cwd=folder, capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return run.stdout if run.returncode == 0 else None
