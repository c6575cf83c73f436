"""Label Studio: a JSON of tasks for each part, boxes in percent of the picture's sides, and the set-up of the labels beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement

from peel.types.marks import Mark, Marked
from peel.writers.figures import put_json, put_xml
from peel.writers.holds import Holds
from peel.writers.places import nested
from peel.writers.writer import Placed, Sheet, Writer

# Where Label Studio looks for files of its own machine, below the folder that its settings name.
_LOCAL = "/data/local-files/?d="
_DIGITS = 8


def _places(marked: Sequence[Marked]) -> list[str]:
    return nested(marked, lambda _: "images")


def _annotate(sheet: Sheet, folder: Path) -> None:
    for part, pictures in sheet.of_parts().items():
        tasks = [_task(each, number=n) for n, each in enumerate(pictures, start=1)]
        put_json(folder / f"tasks{part and '-'}{part}.json", tasks)
    put_xml(folder / "label_config.xml", _set_up(sheet))


def _task(each: Placed, *, number: int) -> dict[str, Any]:
    result = [_result(mark, each, own=f"m{at}") for at, mark in enumerate(each.marks)]
    return {
        "id": number,
        "data": {"image": _LOCAL + quote(each.path)},
        "annotations": [{"result": result, "was_cancelled": False, "ground_truth": True}],
    }


def _result(mark: Mark, each: Placed, *, own: str) -> dict[str, Any]:
    width, height = each.size
    told = {"id": own, "to_name": "image", "origin": "manual"}
    if mark.box is None:
        return told | {
            "from_name": "choice",
            "type": "choices",
            "value": {"choices": [mark.name]},
        }
    left, top, right, bottom = mark.box
    value = {
        "x": round(100 * left / width, _DIGITS),
        "y": round(100 * top / height, _DIGITS),
        "width": round(100 * (right - left) / width, _DIGITS),
        "height": round(100 * (bottom - top) / height, _DIGITS),
        "rotation": 0,
        "rectanglelabels": [mark.name],
    }
    sides = {"original_width": width, "original_height": height, "image_rotation": 0}
    return told | sides | {"from_name": "label", "type": "rectanglelabels", "value": value}


def _set_up(sheet: Sheet) -> Element:
    """What Label Studio wants to know of the names before it shows the tasks."""
    marks = {mark.box is None for each in sheet.pictures for mark in each.marks}
    view = Element("View")
    SubElement(view, "Image", {"name": "image", "value": "$image"})
    if False in marks or not marks:
        labels = SubElement(view, "RectangleLabels", {"name": "label", "toName": "image"})
        for name in sheet.names:
            SubElement(labels, "Label", {"value": name})
    if True in marks:
        choices = SubElement(
            view, "Choices", {"name": "choice", "toName": "image", "choice": "multiple"}
        )
        for name in sheet.names:
            SubElement(choices, "Choice", {"value": name})
    return view


WRITER = Writer(
    name="label_studio",
    title="Label Studio (tasks.json)",
    holds=Holds(names=True, outside=False),
    places=_places,
    annotate=_annotate,
)
