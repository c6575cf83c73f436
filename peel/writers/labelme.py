"""LabelMe: a JSON beside each picture, with rectangles, and flags for names of the whole picture."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peel.types.marks import Mark, Marked
from peel.writers.figures import figure, put_json
from peel.writers.holds import Holds
from peel.writers.places import nested
from peel.writers.writer import Placed, Sheet, Writer


def _places(marked: Sequence[Marked]) -> list[str]:
    return nested(marked, lambda each: each.part or "", without_ending=True)


def _annotate(sheet: Sheet, folder: Path) -> None:
    for each in sheet.pictures:
        put_json(folder / f"{posixpath.splitext(each.path)[0]}.json", _told(each))


def _told(each: Placed) -> dict[str, Any]:
    width, height = each.size
    return {
        "version": "5.0.0",
        "flags": {mark.name: True for mark in each.marks if mark.box is None},
        "shapes": [_shape(mark) for mark in each.marks if mark.box],
        "imagePath": posixpath.basename(each.path),
        "imageData": None,
        "imageHeight": height,
        "imageWidth": width,
    }


def _shape(mark: Mark) -> dict[str, Any]:
    left, top, right, bottom = map(figure, mark.box or ())
    return {
        "label": mark.name,
        "points": [[left, top], [right, bottom]],
        "group_id": mark.track,
        "shape_type": "rectangle",
        "flags": {},
    }


WRITER = Writer(
    name="labelme",
    title="LabelMe (a JSON for each picture)",
    holds=Holds(names=True, mixed=False, unused=False),
    places=_places,
    annotate=_annotate,
)
