"""The judging sets, which lie beside the checkout in ../shared/datasets and never in it: pictures, labels, hidden part."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from peel.problem import Finder, Learner, find_learner

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "datasets"
NAMES = ("hymenoptera", "clothing", "caltech101", "signdigits", "magtile", "flowers5")
_ENDINGS = {".jpg", ".jpeg", ".png", ".bmp", ".webp"}
_PARTS = ("train", "val", "validation", "test")
_HIDDEN_SHARE = 0.4


def learner(kind: str) -> Learner:
    """The learning face of a kind that learns from a vector of each picture."""
    found = find_learner(kind)
    assert not isinstance(found, Finder)
    return found


class Item(NamedTuple):
    """One picture file of a set; `is_hidden` says that it is not for learning."""

    name: str
    label: str
    data: bytes
    is_hidden: bool


def read(name: str) -> list[Item]:
    """All pictures of a set; a stated test (else validation) part is the hidden one, else 40 % by digest of the path."""
    with zipfile.ZipFile(FOLDER / f"{name}.zip") as archive:
        rows = list(_rows(archive))
        stated = {part for _, _, part in rows}
        hidden = next((p for p in ("test", "val") if p in stated), None)
        return [
            Item(
                name="-".join(path.parts[-2:]),
                label=path.parts[-2],
                data=archive.read(f"{name}/{path.as_posix()}"),
                is_hidden=part == hidden if hidden else share < _HIDDEN_SHARE,
            )
            for path, share, part in rows
        ]


def _rows(archive: zipfile.ZipFile) -> Iterator[tuple[Path, float, str | None]]:
    for name in sorted(archive.namelist()):
        path = Path(*Path(name).parts[1:])
        if path.suffix.lower() in _ENDINGS and "masks" not in path.parts:
            digest = hashlib.sha1(path.as_posix().encode(), usedforsecurity=False).hexdigest()
            part = path.parts[0] if path.parts[0] in _PARTS else None
            yield path, int(digest[:8], 16) / 2**32, part


def present() -> tuple[str, ...]:
    """The names of the sets that lie here; says loudly when none does."""
    found = tuple(name for name in NAMES if (FOLDER / f"{name}.zip").is_file())
    if not found:
        sys.exit("SKIPPED: no ../shared/datasets beside this checkout, so nothing was measured")
    return found
