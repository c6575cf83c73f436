"""COCO: one JSON a part with pictures, boxes and categories; a crowd is a region of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from peel.types.marks import Mark, Marked
from peel.writers.figures import figure, put_json
from peel.writers.holds import Holds
from peel.writers.places import nested
from peel.writers.writer import Placed, Sheet, Writer

_PICTURES = "images"


def _places(marked: Sequence[Marked]) -> list[str]:
    return nested(marked, lambda _: _PICTURES)


def _annotate(sheet: Sheet, folder: Path) -> None:
    numbers = {name: number for number, name in enumerate(sheet.names, start=1)}
    for part, pictures in sheet.of_parts().items():
        told = _instances(pictures, numbers)
        put_json(folder / "annotations" / f"instances_{part or 'default'}.json", told)


def _instances(pictures: Sequence[Placed], numbers: dict[str, int]) -> dict[str, Any]:
    boxes = [
        (at, mark, mark.box)
        for at, each in enumerate(pictures, start=1)
        for mark in each.marks
        if mark.box
    ]
    return {
        "info": {"description": "", "version": "1.0"},
        "licenses": [],
        "categories": [
            {"id": number, "name": name, "supercategory": ""} for name, number in numbers.items()
        ],
        "images": [_image(at, each) for at, each in enumerate(pictures, start=1)],
        "annotations": [
            {"id": own, "image_id": at, "category_id": numbers[mark.name], **_box(mark, box)}
            for own, (at, mark, box) in enumerate(boxes, start=1)
        ],
    }


def _image(number: int, each: Placed) -> dict[str, Any]:
    """The file's name counts from the folder of pictures, as programs want it that are given both."""
    width, height = each.size
    name = each.path.removeprefix(f"{_PICTURES}/")
    return {"id": number, "file_name": name, "width": width, "height": height}


def _box(mark: Mark, box: tuple[float, float, float, float]) -> dict[str, Any]:
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    track = {} if mark.track is None else {"attributes": {"track_id": mark.track}}
    ignore = {"ignore": 1} if mark.is_difficult else {}
    return {
        "bbox": [figure(each) for each in (left, top, wide, high)],
        "area": figure(wide * high),
        "segmentation": [],
        "iscrowd": int(mark.is_crowd),
        **ignore,
        **track,
    }


WRITER = Writer(
    name="coco",
    title="COCO (instances_PART.json)",
    holds=Holds(crowds=True, difficult=True, tracks=True),
    places=_places,
    annotate=_annotate,
)
