"""Boxes that people drew with a tool of theirs, in any form that a source may have: which picture of the queue has which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from peel import text
from peel.errors import PeelError
from peel.sources.annotated import UNLISTED
from peel.sources.pictures import NO_PICTURE
from peel.sources.source import HIDDEN
from peel.types.marks import Mark, Marked
from peel.types.source import Skipped
from peel.writers import reading

# Not annotated, which says nothing of a picture; and files that are none.
_SILENT, _NO_PICTURES = UNLISTED, (NO_PICTURE, HIDDEN)


_TWO = "one picture that is annotated twice, and not the same; keep one of them"


class Annotated(NamedTuple):
    """A picture by the digest that its name says, and its marks; `line` is where a table names it, else 0."""

    item: str
    line: int
    marks: tuple[Mark, ...]


class Taken(NamedTuple):
    """The pictures that the annotations speak of, and what of them cannot be used, in words."""

    pictures: list[Annotated]
    refused: list[str]
    silent: int


def take(path: Path) -> Taken:
    """Read a folder, a zip or a table of boxes; raises P866 for one that says of no picture where things are, and what reading refuses."""
    found = reading.take(path)
    if not any(each.size for each in found.marked):
        raise PeelError(
            "P866",
            "no annotation with boxes",
            got=f"{path}: {found.form}",
            allowed="the pictures of `peel feedback queue`, and beside them annotations with boxes in a form that a build reads",
            do="export the annotations from your tool into that folder: COCO, VOC, YOLO, CVAT, LabelMe or a CSV of boxes",
        )
    pictures, twice = _once(found.marked)
    told = [each for each in found.skipped if each.code not in (_SILENT, *_NO_PICTURES)]
    silent = sum(each.code == _SILENT for each in found.skipped)
    return Taken(pictures, [*twice, *map(_words, told)], silent)


def _once(marked: Sequence[Marked]) -> tuple[list[Annotated], list[str]]:
    """Each picture once, and in words those that lie there twice with other marks: nobody knows which of them hold."""
    same: dict[str, list[Marked]] = {}
    for each in marked:
        same.setdefault(PurePosixPath(each.path).stem.lower(), []).append(each)
    pictures, twice = list[Annotated](), list[str]()
    for item, copies in same.items():
        first = copies[0]
        if any(Counter(each.marks) != Counter(first.marks) for each in copies):
            twice.append(f"{text.named([each.path for each in copies])}: {_TWO}")
        else:
            pictures.append(Annotated(item, first.line, first.marks))
    return pictures, twice


def _words(skipped: Skipped) -> str:
    line = f", line {skipped.line}" if skipped.line else ""
    return f"{skipped.path}{line}: {skipped.code} {skipped.reason}"
