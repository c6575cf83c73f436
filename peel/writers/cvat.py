"""CVAT for images 1.1: one XML with every picture, its boxes and the names of the whole picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from peel.types.marks import Mark, Marked
from peel.writers.figures import figure, put_xml
from peel.writers.holds import Holds
from peel.writers.places import nested
from peel.writers.writer import Placed, Sheet, Writer

_PICTURES = "images"
_SIDES = ("xtl", "ytl", "xbr", "ybr")


def _places(marked: Sequence[Marked]) -> list[str]:
    return nested(marked, lambda _: _PICTURES)


def _annotate(sheet: Sheet, folder: Path) -> None:
    root = Element("annotations")
    SubElement(root, "version").text = "1.1"
    task = SubElement(SubElement(root, "meta"), "task")
    SubElement(task, "size").text = str(len(sheet.pictures))
    labels = SubElement(task, "labels")
    for name in sheet.names:
        SubElement(SubElement(labels, "label"), "name").text = name
    for number, each in enumerate(sheet.pictures):
        _add(root, each, number=number)
    put_xml(folder / "annotations.xml", root)


def _add(root: Element, each: Placed, *, number: int) -> None:
    width, height = map(str, each.size)
    name = each.path.removeprefix(f"{_PICTURES}/")
    told = {"id": str(number), "name": name, "width": width, "height": height}
    image = SubElement(root, "image", told | ({"subset": each.part} if each.part else {}))
    for mark in each.marks:
        if mark.box is None:
            SubElement(image, "tag", {"label": mark.name, "source": "manual"})
        else:
            _add_box(image, mark)


def _add_box(image: Element, mark: Mark) -> None:
    sides = dict(zip(_SIDES, map(str, map(figure, mark.box or ())), strict=True))
    told = {"label": mark.name, "source": "manual", "occluded": "0", **sides, "z_order": "0"}
    box = SubElement(image, "box", told)
    if mark.track is not None:
        SubElement(box, "attribute", {"name": "track_id"}).text = str(mark.track)


WRITER = Writer(
    name="cvat",
    title="CVAT for images (annotations.xml)",
    holds=Holds(names=True, tracks=True),
    places=_places,
    annotate=_annotate,
)
