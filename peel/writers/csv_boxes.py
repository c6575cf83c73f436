"""A table with a line for each box: whose picture, its name, its sides in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from peel.types.marks import Mark, Marked
from peel.writers.figures import figure, put_csv
from peel.writers.holds import Holds
from peel.writers.places import nested
from peel.writers.writer import Placed, Sheet, Writer

_COLUMNS = ("path", "label", "xmin", "ymin", "xmax", "ymax", "split")
# Written where something is said in one of them: other programs expect few columns.
_BESIDE = ("group", "difficult", "crowd", "confidence", "track")


def _places(marked: Sequence[Marked]) -> list[str]:
    return nested(marked, lambda _: "images")


def _annotate(sheet: Sheet, folder: Path) -> None:
    rows = list(_rows(sheet.pictures))
    said = [any(row[-len(_BESIDE) + n] for row in rows) for n in range(len(_BESIDE))]
    kept = [
        *range(len(_COLUMNS)),
        *(len(_COLUMNS) + n for n, is_said in enumerate(said) if is_said),
    ]
    header = (*_COLUMNS, *_BESIDE)
    cells = ([row[n] for n in kept] for row in rows)
    put_csv(folder / "boxes.csv", [header[n] for n in kept], rows=cells)


def _rows(pictures: Sequence[Placed]) -> Iterator[Sequence[str]]:
    """A picture on which nothing is has one line without a name."""
    for each in pictures:
        for mark in each.marks:
            sides = map(str, map(figure, mark.box or ()))
            yield (each.path, mark.name, *sides, each.part, each.group, *_beside(mark))
        if not each.marks:
            yield (each.path, "", "", "", "", "", each.part, each.group, "", "", "", "")


def _beside(mark: Mark) -> Sequence[str]:
    flags = ["1" if is_set else "" for is_set in (mark.is_difficult, mark.is_crowd)]
    figures = ["" if value is None else str(value) for value in (mark.confidence, mark.track)]
    return (*flags, *figures)


WRITER = Writer(
    name="csv_boxes",
    title="a table with a line for each box",
    holds=Holds(
        crowds=True, difficult=True, confidence=True, tracks=True, groups=True, unused=False
    ),
    places=_places,
    annotate=_annotate,
)
