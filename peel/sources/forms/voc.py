"""Pascal VOC: an XML file a picture, and lists of names in ImageSets for the parts; ImageNet's boxes are the same."""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Collection, Iterator
from xml.etree.ElementTree import Element

from peel.errors import PeelError
from peel.sources.album import Album, Finder, stem
from peel.sources.documents import read_lines, read_xml
from peel.sources.faults import Faults
from peel.sources.marking import Gathered, Marking
from peel.sources.numbers import centred, corners, number, size_of, turned
from peel.sources.parts import PARTS, part_of
from peel.sources.source import Terms
from peel.types.marks import Box, Mark, Marked

IS_TABLE = False
NAME, WORDS = "voc", "Pascal VOC annotations"

_ROOT = re.compile(r"<annotation\b")
# What LabelMe's older XML, whose outermost element is called the same, has and this has not.
_OTHER = re.compile(r"<imagesize\b|<polygon>\s*<username|<segm>")
_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_TURNED = ("cx", "cy", "w", "h", "angle")


def recognises(album: Album) -> bool:
    """Whether an XML file begins as VOC's do."""
    return any(_is_voc(album, path) for path in album.files(".xml"))


def read(album: Album, terms: Terms) -> Marking:  # noqa: ARG001
    """The boxes of every XML file; one that is broken is left out with its picture."""
    found, parts = Gathered(), _parts(album)
    for path in album.files(".xml"):
        if not _is_voc(album, path):
            continue
        try:
            root = read_xml(album.tree, path)
            marked = _marked(album, path, root=root, faults=found.faults)
        except PeelError as error:
            found.refuse(error, path)
            continue
        part = parts.get(stem(path), "") if parts else part_of(path)
        found.add(marked._replace(part=part))
    return found.marking()


def _is_voc(album: Album, path: str) -> bool:
    words = album.beginning(path)
    return bool(_ROOT.search(words)) and not _OTHER.search(words)


def _marked(album: Album, path: str, *, root: Element, faults: Faults) -> Marked:
    size = size_of(root.findtext("size/width"), root.findtext("size/height"))
    things = list(root.iter("object"))
    faults.add("shape", path, n=sum(each.find("robndbox") is not None for each in things))
    return Marked(_picture(album, path, root=root), size, tuple(map(_mark, things)))


def _picture(album: Album, path: str, *, root: Element) -> str:
    """The picture that is called as the XML file is; else the one that stands in it, which renaming leaves behind."""
    find = Finder(album, path)
    try:
        return find(stem(path))
    except PeelError:
        return find((root.findtext("filename") or stem(path)).strip())


def _mark(thing: Element) -> Mark:
    difficult, truncated = (
        (thing.findtext(flag) or "").strip() == "1" for flag in ("difficult", "truncated")
    )
    name = thing.findtext("name") or ""
    return Mark(name, _box(thing), is_difficult=difficult, is_truncated=truncated)


def _box(thing: Element) -> Box:
    """Its corners; of a turned box, as some programs write it beside or in place of them, those of the box around it."""
    if thing.find("robndbox") is None:
        return corners([thing.findtext(f"bndbox/{corner}") for corner in _CORNERS])
    *middle, angle = (number(thing.findtext(f"robndbox/{key}")) for key in _TURNED)
    return turned(centred(middle), math.degrees(angle))


def _parts(album: Album) -> dict[str, str]:
    """The part of each name that the lists train, val and test hold; the lists of single classes say nothing of parts."""
    lists = [path for path in album.files(".txt") if "imagesets" in path.lower().split("/")]
    main = [path for path in lists if posixpath.basename(posixpath.dirname(path)).lower() == "main"]
    own = {stem(path) for path in album.files(".xml")}
    return {
        name: PARTS[stem(path).lower()]
        for path in main or lists
        if stem(path).lower() in PARTS
        for name in _names(album, path, own=own)
    }


def _names(album: Album, path: str, *, own: Collection[str]) -> Iterator[str]:
    """The name that is all of a line, as one with blanks is; else its first word, behind which a number may stand."""
    for line in read_lines(album.tree, path):
        words = line.split()
        if words and not line.startswith("#"):
            whole = posixpath.basename(line)
            yield whole if whole in own else posixpath.basename(words[0])
