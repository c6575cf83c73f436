"""Pascal VOC: an XML for each picture, whole pixels, lists of the parts by the names of files."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from peel.types.marks import Mark, Marked
from peel.writers.figures import figure, put_lines, put_xml
from peel.writers.holds import Holds
from peel.writers.places import flat
from peel.writers.writer import Placed, Sheet, Writer

_PICTURES = "JPEGImages"
_SIDES = ("xmin", "ymin", "xmax", "ymax")


def _places(marked: Sequence[Marked]) -> list[str]:
    return flat(marked, lambda _: _PICTURES)


def _annotate(sheet: Sheet, folder: Path) -> None:
    for each in sheet.pictures:
        put_xml(folder / "Annotations" / f"{_name(each)}.xml", _annotation(each))
    for part, pictures in sheet.of_parts().items():
        lists = folder / "ImageSets" / "Main"
        put_lines(lists / f"{part or 'default'}.txt", [_name(each) for each in pictures])


def _annotation(each: Placed) -> Element:
    root = Element("annotation")
    _put(root, {"folder": _PICTURES, "filename": posixpath.basename(each.path)})
    width, height = each.size
    _put(SubElement(root, "size"), {"width": width, "height": height, "depth": 3})
    _put(root, {"segmented": 0})
    for mark in each.marks:
        _add(root, mark)
    return root


def _add(root: Element, mark: Mark) -> None:
    thing = SubElement(root, "object")
    truncated, difficult = int(mark.is_truncated), int(mark.is_difficult)
    _put(thing, {"name": mark.name, "pose": "Unspecified", "truncated": truncated})
    _put(thing, {"difficult": difficult})
    sides = map(figure, mark.box or ())
    _put(SubElement(thing, "bndbox"), dict(zip(_SIDES, sides, strict=True)))


def _put(parent: Element, values: dict[str, str | float]) -> None:
    for name, value in values.items():
        SubElement(parent, name).text = str(value)


def _name(each: Placed) -> str:
    return posixpath.splitext(posixpath.basename(each.path))[0]


WRITER = Writer(
    name="voc",
    title="Pascal VOC (an XML for each picture)",
    holds=Holds(fractions=False, difficult=True, truncated=True, unused=False),
    places=_places,
    annotate=_annotate,
)
