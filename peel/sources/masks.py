"""Folders of masks and annotations: pictures that belong to other pictures, and no class."""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from peel.sources.source import text
from peel.types.source import Skipped

if TYPE_CHECKING:
    from peel.sources.folders import File

_NAMES = frozenset(("mask", "masks", "annotation", "annotations", "segmentation", "segmentations"))
_PICTURES = frozenset(("image", "images", "img", "imgs", "picture", "pictures", "photo", "photos"))
# Folders of these names say what kind of files they hold; where no other is there, nobody has said a class.
_PLAIN = frozenset(("instances", "labels", "gt", "groundtruth", "img1", "jpegimages", "frames"))
_ENDING = re.compile(r"[\s_.-]*(?:mask|seg|segmentation|label|gt|annotation)s?$", re.IGNORECASE)

_Names = tuple[str, ...]


def is_for_masks(name: str) -> bool:
    """Whether a folder is called like one of masks.

    >>> is_for_masks("Masks"), is_for_masks("images")
    (True, False)
    """
    return name.lower() in _NAMES


def says_no_class(name: str) -> bool:
    """Whether a folder is called after the kind of its files, as those of pictures and of masks are.

    >>> says_no_class("JPEGImages"), says_no_class("instances"), says_no_class("roses")
    (True, True, False)
    """
    return name.lower() in _NAMES | _PICTURES | _PLAIN


def without_masks(files: list[File], skipped: list[Skipped]) -> list[File]:
    """Leave out folders called masks or annotations, wherever they lie, whose files belong to other pictures.

    A file belongs to the picture that lies under the same path beside the folder, or below a folder of images beside
    it, or that alone has its name. A folder of other files is a class, whatever it is called.
    """
    groups: dict[tuple[str, _Names], list[File]] = defaultdict(list)
    others = []
    for file in files:
        at = next((i for i, name in enumerate(file.names[:-1]) if is_for_masks(name)), None)
        if at is None:
            others.append(file)
        else:
            groups[file.part, file.names[: at + 1]].append(file)
    gone = set()
    for (part, folder), inside in sorted(groups.items()):
        if _belong(inside, [f for f in others if f.part == part], folder=folder):
            skipped.append(_left_out(inside, folder))
            gone.update(inside)
    return [file for file in files if file not in gone]


def _belong(inside: Sequence[File], others: Sequence[File], *, folder: _Names) -> bool:
    """Whether at least half of the files inside are masks of others."""
    paths = {path for each in others for path in _seen_beside(_stems(each.names))}
    alone = Counter(_stems(each.names)[-1] for each in others)
    by_name = len(folder) == 1 and len({each.names[:-1] for each in others}) > 1
    masks = 0
    for each in inside:
        names = _stems(each.names)
        beside = names[: len(folder) - 1] + names[len(folder) :]
        masks += beside in paths or (by_name and alone[names[-1]] == 1)
    return 2 * masks >= len(inside)


def _seen_beside(names: _Names) -> Iterator[_Names]:
    """The path itself, and without a folder of images, or one that holds class folders."""
    yield names
    for at, name in enumerate(names[:-1]):
        if name.lower() in _PICTURES or len(names) - at > 2:
            yield names[:at] + names[at + 1 :]


def _stems(names: _Names) -> _Names:
    return (*names[:-1], _ENDING.sub("", posixpath.splitext(names[-1])[0]))


def _left_out(inside: Sequence[File], folder: _Names) -> Skipped:
    first = inside[0]
    below = "/".join(first.names[len(folder) :])
    return Skipped(
        path=text(first.path[: len(first.path) - len(below)]),
        code="P213",
        reason=f"{len(inside)} pictures in a folder of masks or annotations, no class",
        do="rename the folder when it is a class",
    )
