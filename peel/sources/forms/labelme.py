"""LabelMe: a JSON file a picture, or the XML file a picture of its older web page."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from peel.errors import PeelError
from peel.sources.album import Album, Finder, stem
from peel.sources.documents import read_json, read_xml
from peel.sources.faults import NO_BOX, Faults
from peel.sources.marking import Gathered, Marking
from peel.sources.numbers import around, corners, number, size_of
from peel.sources.parts import part_of
from peel.sources.source import Terms
from peel.types.marks import Box, Mark, Marked

IS_TABLE = False
NAME, WORDS = "labelme", "LabelMe annotations"

_KEY = re.compile(r'"(?:shapes|imagePath|imageData)"\s*:')
_XML = re.compile(r"<annotation\b(?s:.*)(?:<imagesize\b|<polygon>\s*<username|<segm>)")
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_PLAIN = ("rectangle", "")


def recognises(album: Album) -> bool:
    """Whether a JSON or XML file begins as LabelMe's do."""
    return any(_is_labelme(album, path) for path in album.files(".json", ".xml"))


def read(album: Album, terms: Terms) -> Marking:  # noqa: ARG001
    """The boxes of every file; one that is broken is left out with its picture. Pictures inside of them are not read."""
    found = Gathered()
    for path in album.files(".json", ".xml"):
        if not _is_labelme(album, path):
            continue
        is_xml = path.lower().endswith(".xml")
        try:
            marked = (_from_xml if is_xml else _from_json)(album, path, faults=found.faults)
        except PeelError as error:
            found.refuse(error, path)
            continue
        found.add(marked._replace(part=part_of(path)))
    return found.marking()


def _is_labelme(album: Album, path: str) -> bool:
    words = album.beginning(path)
    if path.lower().endswith(".xml"):
        return bool(_XML.search(words))
    return words.lstrip().startswith("{") and bool(_KEY.search(words))


def _from_json(album: Album, path: str, *, faults: Faults) -> Marked:
    whole = read_json(album.tree, path)
    whole = whole if isinstance(whole, dict) else {}
    shapes, flags = whole.get("shapes"), whole.get("flags")
    things = [each for each in shapes if isinstance(each, dict)] if isinstance(shapes, list) else []
    marks = [_mark(each, path=path, faults=faults) for each in things]
    if isinstance(flags, dict):
        marks += [Mark(name) for name, holds in flags.items() if holds is True]
    picture = _picture(album, path, stated=str(whole.get("imagePath") or ""))
    return Marked(picture, size_of(whole.get("imageWidth"), whole.get("imageHeight")), tuple(marks))


def _picture(album: Album, path: str, *, stated: str) -> str:
    """The picture that stands in the file, else the one that is called as it is."""
    find = Finder(album, path)
    if not stated:
        return find(stem(path))
    try:
        return find(stated)
    except PeelError as error:
        if error.code != "P264" or "leads out" in str(error.got):
            raise
        return find(stem(path))


def _mark(shape: dict[str, Any], *, path: str, faults: Faults) -> Mark:
    kind, name = shape.get("shape_type") or "", str(shape.get("label") or "")
    points = shape.get("points")
    pairs = list(_pairs(points)) if isinstance(points, list) else []
    box = _box(str(kind), pairs)
    faults.add("shape", path, n=int(kind not in _PLAIN and box != NO_BOX))
    return Mark(name, box, is_difficult=shape.get("difficult") is True)


def _pairs(points: list[Any]) -> Iterator[tuple[float, float]]:
    for point in points:
        if isinstance(point, list) and len(point) == 2:
            yield number(point[0]), number(point[1])
        else:
            yield math.nan, math.nan


def _box(kind: str, points: list[tuple[float, float]]) -> Box:
    if kind == "circle" and len(points) == 2:
        (across, down), edge = points
        radius = math.dist((across, down), edge)
        return (across - radius, down - radius, across + radius, down + radius)
    if kind in ("point", "points", "line", "linestrip"):
        return NO_BOX
    return around(points)


def _from_xml(album: Album, path: str, *, faults: Faults) -> Marked:
    root = read_xml(album.tree, path)
    things = [each for each in root.iter("object") if each.findtext("deleted", "0").strip() != "1"]
    marks = tuple(_thing(each, path=path, faults=faults) for each in things)
    size = size_of(root.findtext("imagesize/ncols"), root.findtext("imagesize/nrows"))
    return Marked(
        _picture(album, path, stated=(root.findtext("filename") or "").strip()), size, marks
    )


def _thing(thing: Element, *, path: str, faults: Faults) -> Mark:
    """Its box where it has one, else the one around its polygon."""
    name, stated = thing.findtext("name") or "", thing.find("segm/box")
    is_box = thing.findtext("type") == "bounding_box"
    faults.add("shape", path, n=int(not is_box))
    if stated is not None:
        return Mark(name, corners([stated.findtext(corner) for corner in _CORNERS]))
    points = thing.iterfind("polygon/pt")
    return Mark(name, around((number(p.findtext("x")), number(p.findtext("y"))) for p in points))
