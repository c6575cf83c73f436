"""Folders of masks and annotations: pictures that belong to other pictures, and no class."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from peel.manifest.sources.source import text
from peel.types.source import Skipped

if TYPE_CHECKING:
    from peel.manifest.sources.folders import File

_NAMES = frozenset(("mask", "masks", "annotation", "annotations", "segmentation", "segmentations"))
_ENDING = re.compile(r"[\s_.-]*(?:mask|seg|segmentation|label|gt|annotation)s?$", re.IGNORECASE)


def without_masks(files: list[File], skipped: list[Skipped]) -> list[File]:
    """Leave out folders called masks or annotations whose files belong to pictures of two or more other folders.

    A file belongs to the picture that lies under the same path beside the folder, or that alone has its name. A folder
    of other files is a class, whatever it is called.
    """
    tops = sorted({(f.part, f.names[0]) for f in files if len(f.names) > 1})
    for part, top in [each for each in tops if each[1].lower() in _NAMES]:
        inside = [f for f in files if (f.part, f.names[0]) == (part, top) and len(f.names) > 1]
        others = [f for f in files if f.part == part and f.names[0] != top and len(f.names) > 1]
        if len({f.names[0] for f in others}) > 1 and _belong(inside, others):
            skipped.append(_left_out(inside))
            files = [f for f in files if f not in set(inside)]
    return files


def _belong(inside: Sequence[File], others: Sequence[File]) -> bool:
    """Whether at least half of the files inside are masks of others."""
    paths = {_stem("/".join(each.names)) for each in others}
    names = Counter(_stem(each.names[-1]) for each in others)
    masks = [
        _stem("/".join(each.names[1:])) in paths or names[_stem(each.names[-1])] == 1
        for each in inside
    ]
    return 2 * sum(masks) >= len(masks)


def _stem(path: str) -> str:
    return _ENDING.sub("", posixpath.splitext(path)[0])


def _left_out(inside: Sequence[File]) -> Skipped:
    first = inside[0]
    return Skipped(
        path=text(first.path[: len(first.path) - len("/".join(first.names[1:]))]),
        code="P213",
        reason=f"{len(inside)} pictures in a folder of masks or annotations, no class",
        do="rename the folder when it is a class",
    )
