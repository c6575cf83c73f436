"""CVAT XML 1.1: pictures with boxes and shapes in one file, or the tracks of a film whose frames lie beside it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from peel.errors import PeelError
from peel.sources.album import Album, Finder, stem
from peel.sources.documents import read_xml
from peel.sources.faults import NO_BOX
from peel.sources.marking import Gathered, Marking
from peel.sources.numbers import (
    around,
    around_ellipse,
    corners,
    number,
    size_of,
    track_of,
    turned,
)
from peel.sources.parts import PARTS, part_of
from peel.sources.source import Terms
from peel.types.marks import Box, Mark, Marked

IS_TABLE = False
NAME, WORDS = "cvat", "CVAT annotations"

_ROOT = re.compile(r"<annotations\b")
_CORNERS = ("xtl", "ytl", "xbr", "ybr")
_SHAPES = ("box", "polygon", "mask", "ellipse", "polyline", "points", "cuboid", "skeleton", "tag")
_CUBOID = tuple(f"{corner}{side}" for corner in ("tl", "tr", "bl", "br") for side in (1, 2))
_FRAME = "frame_{:06d}"


def recognises(album: Album) -> bool:
    """Whether an XML file begins as CVAT's do."""
    return any(_is_cvat(album, path) for path in album.files(".xml"))


def read(album: Album, terms: Terms) -> Marking:  # noqa: ARG001
    """The boxes of all files; raises P262 where one is broken."""
    found = Gathered()
    for path in album.files(".xml"):
        if _is_cvat(album, path):
            root = read_xml(album.tree, path)
            found.stated.update({each.text or "": None for each in root.findall(".//label/name")})
            _pictures(album, path, root=root, found=found)
            _frames(album, path, root=root, found=found)
    return found.marking()


def _is_cvat(album: Album, path: str) -> bool:
    return bool(_ROOT.search(album.beginning(path)))


def _pictures(album: Album, path: str, *, root: Element, found: Gathered) -> None:
    find, part = Finder(album, path), part_of(path)
    for image in root.findall("image"):
        subset = image.get("subset", "").lower()
        hints = Finder(album, path, hints=[subset]) if subset else find
        try:
            picture = hints(image.get("name", ""))
        except PeelError as error:
            found.refuse(error, path)
            continue
        marks = tuple(
            _mark(shape, shape.get("label", ""), path=path, found=found)
            for shape in image
            if shape.tag in _SHAPES
        )
        size = size_of(image.get("width"), image.get("height"))
        found.add(Marked(picture, size, marks, PARTS.get(subset, "" if subset else part)))


def _frames(album: Album, path: str, *, root: Element, found: Gathered) -> None:
    """The tracks of a film: of each frame that they name, where its picture lies there."""
    by_frame: dict[str, list[Mark]] = defaultdict(list)
    for number_, track in enumerate(root.findall("track")):
        for shape in track:
            frame = shape.get("frame", "")
            if frame.isdecimal() and len(frame) < 10:
                marks = by_frame[_FRAME.format(int(frame))]
                if shape.get("outside") != "1":
                    mark = _mark(shape, track.get("label", ""), path=path, found=found)
                    marks.append(mark._replace(track=number_))
    size = size_of(
        root.findtext(".//original_size/width"), root.findtext(".//original_size/height")
    )
    find = Finder(album, path)
    for name, marks in by_frame.items():
        try:
            picture = find(name)
        except PeelError as error:
            found.refuse(error, path)
            continue
        found.add(Marked(picture, size, tuple(marks), part_of(path), group=stem(path)))


def _mark(shape: Element, name: str, *, path: str, found: Gathered) -> Mark:
    if shape.tag == "tag":
        return Mark(name)
    degrees, box = number(shape.get("rotation", "0")), _box(shape)
    is_finer = shape.tag != "box" or degrees != 0
    found.faults.add("shape", path, n=int(is_finer and box != NO_BOX))
    attributes = {each.get("name"): each.text for each in shape.findall("attribute")}
    return Mark(name, box, track=track_of(attributes))


def _box(shape: Element) -> Box:
    degrees = number(shape.get("rotation", "0"))
    if shape.tag == "box":
        box = corners([shape.get(corner) for corner in _CORNERS])
        return turned(box, degrees) if degrees else box
    if shape.tag == "polygon":
        return around(_points(shape))
    if shape.tag == "cuboid":
        return around((number(shape.get(f"x{at}")), number(shape.get(f"y{at}"))) for at in _CUBOID)
    if shape.tag == "skeleton":
        seen = [each for each in shape.findall("points") if each.get("outside") != "1"]
        return around(point for each in seen for point in _points(each)) if seen else NO_BOX
    if shape.tag == "mask":
        left, top, width, height = (
            number(shape.get(k)) for k in ("left", "top", "width", "height")
        )
        return (left, top, left + width, top + height)
    if shape.tag == "ellipse":
        middle = number(shape.get("cx")), number(shape.get("cy"))
        radii = number(shape.get("rx")), number(shape.get("ry"))
        return around_ellipse(middle, radii, degrees=degrees)
    return NO_BOX


def _points(shape: Element) -> Iterator[tuple[float, float]]:
    for point in shape.get("points", "").split(";"):
        across, _, down = point.partition(",")
        yield number(across), number(down) if down else math.nan
