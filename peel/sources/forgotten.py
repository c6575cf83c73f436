"""Pictures that were erased on request: no build takes them in again, and nobody reads from the list which they were."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from peel import files
from peel.types.source import Skipped

FILE = Path("forgotten.txt")
CODE = "P935"
_HEAD = (
    "# Pictures that `peel forget` erased, as digests of their digests: no build takes them in again.\n"
    "# Keep this file in git, beside params.yaml.\n"
)


def mark(item: str) -> str:
    """What the list holds of the picture with this SHA-256, or of the film of which it is made: who has the picture can find it there, nobody else.

    >>> mark("ab" * 32)[:12]
    '14aab5b0e512'
    """
    return hashlib.sha256(f"forgotten by peel: {item}".encode("ascii")).hexdigest()


def read(project: Path = Path()) -> frozenset[str]:
    """The marks of all pictures that were forgotten in `project`."""
    path = project / FILE
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    return frozenset(line.strip() for line in lines if not line.startswith("#"))


def add(project: Path, items: Iterable[str]) -> None:
    """Put the marks of these pictures on the list."""
    marks = sorted({*read(project), *map(mark, items)} - {""})
    files.write_text(project / FILE, _HEAD + "".join(f"{one}\n" for one in marks))


def skipped(path: str, line: int) -> Skipped:
    """What is said of a file of the source that holds one of them."""
    reason, do = "it was forgotten on request", "delete the file, which is yours, too"
    return Skipped(path=path, line=line, code=CODE, reason=reason, do=do)
