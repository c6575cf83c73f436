"""A table with a line for each box: whose picture, its name, its sides in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from peel.types.marks import Marked
from peel.writers.figures import figure, put_csv
from peel.writers.holds import Holds
from peel.writers.places import nested
from peel.writers.writer import Placed, Sheet, Writer

_COLUMNS = ("path", "label", "xmin", "ymin", "xmax", "ymax", "split")


def _places(marked: Sequence[Marked]) -> list[str]:
    return nested(marked, lambda _: "images")


def _annotate(sheet: Sheet, folder: Path) -> None:
    put_csv(folder / "boxes.csv", _COLUMNS, rows=_rows(sheet.pictures))


def _rows(pictures: Sequence[Placed]) -> Iterator[Sequence[str]]:
    """A picture on which nothing is has one line without a name."""
    for each in pictures:
        for mark in each.marks:
            sides = map(str, map(figure, mark.box or ()))
            yield (each.path, mark.name, *sides, each.part)
        if not each.marks:
            yield (each.path, "", "", "", "", "", each.part)


WRITER = Writer(
    name="csv_boxes",
    title="a table with a line for each box",
    holds=Holds(),
    places=_places,
    annotate=_annotate,
)
