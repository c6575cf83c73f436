"""COCO JSON: `instances_train.json` and the like, with categories, images and annotations."""

from __future__ import annotations

import math
import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from peel.errors import PeelError
from peel.sources.album import Album, Finder, stem
from peel.sources.documents import read_json
from peel.sources.faults import NO_BOX, Faults
from peel.sources.marking import Marking
from peel.sources.numbers import around, cornered, number, paired, size_of, track_of, turned
from peel.sources.parts import part_of
from peel.sources.runs import box_of_runs
from peel.sources.source import Terms, skip, text
from peel.text import named
from peel.types.marks import Box, Mark, Marked
from peel.types.source import Skipped

IS_TABLE = False
NAME, WORDS = "coco", "COCO annotations"

_LIST = re.compile(r'"(?:images|categories)"\s*:\s*\[|"image_id"\s*:')
# Where files called so lie, those for captions, key points and so on say the same again, or nothing of what is where.
_MEANT = "instances"
_YES = (1, True, "1", "true", "True")


class _Said(NamedTuple):
    """What one file says; one without a list of annotations, as of a test part that is kept secret, says nothing of its pictures."""

    path: str
    is_annotated: bool
    names: dict[Any, str]
    images: list[dict[str, Any]]
    annotations: list[dict[str, Any]]


def recognises(album: Album) -> bool:
    """Whether a JSON file begins with one of COCO's lists."""
    return any(_is_coco(album, path) for path in album.files(".json"))


def read(album: Album, terms: Terms) -> Marking:  # noqa: ARG001
    """The boxes of all files; of those for captions, key points and so on only where no other is there."""
    paths = [path for path in album.files(".json") if _is_coco(album, path)]
    meant = [path for path in paths if _MEANT in posixpath.basename(path).lower()] or paths
    said = [_said(album, path) for path in meant]
    useful = [each for each in said if each.names and each.is_annotated]
    passed_over = [path for path in paths if path not in {each.path for each in useful}]
    marked, skipped, faults = list[Marked](), list[Skipped](), Faults()
    for each in useful:
        marked += _marked(album, each, faults=faults, skipped=skipped)
    note = (
        f"not read, as they hold no boxes or say the same again: {named([*map(text, passed_over)])}"
    )
    return Marking(
        marked=tuple(marked),
        skipped=tuple(skipped),
        notes=(note,) if passed_over else (),
        stated=tuple(name for each in useful for name in each.names.values()),
        faults=faults,
    )


def _is_coco(album: Album, path: str) -> bool:
    words = album.beginning(path).lstrip()
    return words.startswith("{") and bool(_LIST.search(words))


def _said(album: Album, path: str) -> _Said:
    whole = read_json(album.tree, path)
    lists = {key: _records(whole, key) for key in ("categories", "images", "annotations")}
    names = {_key(each.get("id")): str(each.get("name", "")) for each in lists["categories"]}
    is_annotated = isinstance(whole, dict) and isinstance(whole.get("annotations"), list)
    return _Said(path, is_annotated, names, lists["images"], list(_flat(lists["annotations"])))


def _records(whole: Any, key: str) -> list[dict[str, Any]]:
    found = whole.get(key) if isinstance(whole, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _flat(annotations: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One record a region: a panoptic one holds all regions of its picture."""
    for each in annotations:
        if "segments_info" in each:
            image = {"image_id": each.get("image_id")}
            yield from ({**inner, **image} for inner in _records(each, "segments_info"))
        else:
            yield each


def _key(value: Any) -> Any:
    """An id as it is compared: some programs write numbers as texts, or whole ones with a point."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 40:
        return int(value)
    return value if isinstance(value, str | int | float) else None


def _marked(
    album: Album, said: _Said, *, faults: Faults, skipped: list[Skipped]
) -> Iterator[Marked]:
    marks: dict[Any, list[Mark]] = defaultdict(list)
    for each in said.annotations:
        name = said.names.get(_key(each.get("category_id")), "")
        marks[_key(each.get("image_id"))].append(_mark(each, name, faults=faults, path=said.path))
    part = part_of(said.path)
    find = Finder(album, said.path, hints=[*re.split(r"[_.]", stem(said.path)), part])
    for image in said.images:
        found = marks.pop(_key(image.get("id")), [])
        try:
            path = find(str(image.get("file_name", "")))
        except PeelError as error:
            skipped.append(skip(error, said.path))
            continue
        size = size_of(image.get("width"), image.get("height"))
        yield Marked(path, size, tuple(found), part)
    faults.add("no picture", said.path, n=sum(map(len, marks.values())))


def _mark(each: dict[str, Any], name: str, *, faults: Faults, path: str) -> Mark:
    region = each.get("segmentation")
    is_crowd, degrees = each.get("iscrowd") in _YES, _degrees(each)
    faults.add("shape", path, n=int((bool(region) or degrees != 0) and not is_crowd))
    track = track_of(each.get("attributes"))
    return Mark(name, _box(each), is_crowd, each.get("ignore") in _YES, track=track)


def _degrees(each: dict[str, Any]) -> float:
    """How far a box is turned about its middle, as CVAT states beside the box that it was before."""
    attributes = each.get("attributes")
    found = number(attributes.get("rotation")) if isinstance(attributes, dict) else 0.0
    return found if math.isfinite(found) and not each.get("segmentation") else 0.0


def _box(each: dict[str, Any]) -> Box | None:
    """The box that is stated, else the one around its region; None for a name of the whole picture."""
    region = each.get("segmentation")
    if each.get("bbox"):
        box, degrees = cornered(each["bbox"]), _degrees(each)
        return turned(box, degrees) if degrees else box
    if isinstance(region, dict):
        return box_of_runs(region)
    if isinstance(region, list) and region:
        return around(point for line in region if isinstance(line, list) for point in paired(line))
    return NO_BOX if "keypoints" in each else None
