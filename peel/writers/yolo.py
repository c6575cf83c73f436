"""YOLO as Ultralytics reads it: data.yaml, and beside each folder of pictures one of texts with shares of their sides."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path

from peel.types.marks import Mark, Marked
from peel.writers.figures import put_lines, share
from peel.writers.holds import Holds
from peel.writers.places import nested
from peel.writers.writer import Placed, Sheet, Writer

NO_PART = "train"


def _places(marked: Sequence[Marked]) -> list[str]:
    return nested(marked, lambda each: f"images/{each.part or NO_PART}", without_ending=True)


def _annotate(sheet: Sheet, folder: Path) -> None:
    numbers = {name: number for number, name in enumerate(sheet.names)}
    for each in sheet.pictures:
        path = posixpath.splitext(each.path.replace("images/", "labels/", 1))[0]
        put_lines(folder / f"{path}.txt", lines(each, numbers))
    put_lines(folder / "data.yaml", _settings(sheet))


def _settings(sheet: Sheet) -> Iterator[str]:
    """Text in the quotes of JSON is text in YAML too."""
    parts = list(sheet.of_parts())
    yield "# Paths count from this file. Training wants both train and val."
    for part in parts:
        yield f"{part or NO_PART}: images/{part or NO_PART}"
    yield f"nc: {len(sheet.names)}"
    yield "names:"
    for number, name in enumerate(sheet.names):
        yield f"  {number}: {json.dumps(name, ensure_ascii=False)}"


def lines(each: Placed, numbers: dict[str, int]) -> list[str]:
    """A line for each box: the number of its name, its middle, width and height as shares of the picture's."""
    return [_line(mark, each.size, number=numbers[mark.name]) for mark in each.marks if mark.box]


def _line(mark: Mark, size: tuple[int, int], *, number: int) -> str:
    left, top, right, bottom = mark.box or (0, 0, 0, 0)
    width, height = size
    shares = (
        share((left + right) / 2, width),
        share((top + bottom) / 2, height),
        share(right - left, width),
        share(bottom - top, height),
    )
    return " ".join((str(number), *shares))


WRITER = Writer(
    name="yolo",
    title="YOLO as Ultralytics reads it (data.yaml)",
    holds=Holds(outside=False, mixed=False),
    places=_places,
    annotate=_annotate,
)
