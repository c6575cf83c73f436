"""OpenImages, version 6: tables of boxes and of names of whole pictures for each part, and one of all pictures."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import Path

from peel.types.marks import Marked
from peel.writers.figures import put_csv, share
from peel.writers.holds import Holds
from peel.writers.places import flat
from peel.writers.writer import Placed, Sheet, Writer

_PARTS = {"": "train", "train": "train", "val": "validation", "test": "test"}
# What the names of its files begin with in the sixth version.
_STARTS = {"train": "oidv6-train", "validation": "validation", "test": "test"}
_IMAGES = (
    "ImageID", "Subset", "OriginalURL", "OriginalLandingURL", "License", "AuthorProfileURL", "Author", "Title",
    "OriginalSize", "OriginalMD5", "Thumbnail300KURL", "Rotation",
)  # fmt: skip
_BOXES = (
    "ImageID", "Source", "LabelName", "Confidence", "XMin", "XMax", "YMin", "YMax",
    "IsOccluded", "IsTruncated", "IsGroupOf", "IsDepiction", "IsInside",
)  # fmt: skip
_NAMES = ("ImageID", "Source", "LabelName", "Confidence")


def _places(marked: Sequence[Marked]) -> list[str]:
    return flat(marked, lambda each: f"images/{_PARTS[each.part]}")


def _annotate(sheet: Sheet, folder: Path) -> None:
    tables = folder / "annotations"
    classes = [(name, name) for name in sheet.names]
    put_csv(tables / "oidv6-class-descriptions.csv", ("LabelName", "DisplayName"), rows=classes)
    rows = [(_name(each), _PARTS[each.part], *[""] * 9, "0") for each in sheet.pictures]
    put_csv(tables / "image_ids_and_rotation.csv", _IMAGES, rows=rows)
    for part, pictures in sheet.of_parts().items():
        start = _STARTS[_PARTS[part]]
        put_csv(tables / f"{start}-annotations-bbox.csv", _BOXES, rows=_boxes(pictures))
        names = list(_names(pictures))
        if names:
            put_csv(tables / f"{start}-annotations-human-imagelabels.csv", _NAMES, rows=names)


def _boxes(pictures: Sequence[Placed]) -> Iterator[Sequence[str]]:
    for each in pictures:
        width, height = each.size
        for mark in each.marks:
            if mark.box:
                left, top, right, bottom = mark.box
                sides = (
                    share(left, width),
                    share(right, width),
                    share(top, height),
                    share(bottom, height),
                )
                flags = ("0", "0", str(int(mark.is_crowd)), "0", "0")
                yield (_name(each), "xclick", mark.name, "1", *sides, *flags)  # fmt: skip


def _names(pictures: Sequence[Placed]) -> Iterator[Sequence[str]]:
    for each in pictures:
        for mark in each.marks:
            if mark.box is None:
                yield (_name(each), "verification", mark.name, "1")


def _name(each: Placed) -> str:
    return posixpath.splitext(posixpath.basename(each.path))[0]


WRITER = Writer(
    name="open_images",
    title="OpenImages (tables of boxes)",
    holds=Holds(names=True, empty=False, outside=False, crowds=True, mixed=False),
    places=_places,
    annotate=_annotate,
)
