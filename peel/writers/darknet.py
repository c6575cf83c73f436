"""YOLO as Darknet reads it: obj.data, obj.names, lists of pictures, and a text beside each picture."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path

from peel.types.marks import Marked
from peel.writers.figures import put_lines
from peel.writers.holds import Holds
from peel.writers.places import flat
from peel.writers.writer import Sheet, Writer
from peel.writers.yolo import lines

# Where Darknet's own lists say that the folder lies, from where it is started.
_FROM = "data"
_LISTS = {"": "train", "train": "train", "val": "valid", "test": "test"}


def _places(marked: Sequence[Marked]) -> list[str]:
    return flat(marked, lambda each: f"obj_{_LISTS[each.part]}_data")


def _annotate(sheet: Sheet, folder: Path) -> None:
    numbers = {name: number for number, name in enumerate(sheet.names)}
    for each in sheet.pictures:
        put_lines(folder / f"{posixpath.splitext(each.path)[0]}.txt", lines(each, numbers))
    parts = sheet.of_parts()
    for part, pictures in parts.items():
        paths = [f"{_FROM}/{each.path}" for each in pictures]
        put_lines(folder / f"{_LISTS[part]}.txt", paths)
    put_lines(folder / "obj.names", sheet.names)
    put_lines(
        folder / "obj.data",
        (
            f"classes = {len(sheet.names)}",
            *(f"{_LISTS[part]} = {_FROM}/{_LISTS[part]}.txt" for part in parts),
            f"names = {_FROM}/obj.names",
            "backup = backup/",
        ),
    )


WRITER = Writer(
    name="darknet",
    title="YOLO as Darknet reads it (obj.data)",
    holds=Holds(outside=False, mixed=False),
    places=_places,
    annotate=_annotate,
)
