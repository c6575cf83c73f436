"""What the folders at the top say: the one that holds all others is entered, those named for parts state a split."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# Lower-case names of folders and of cells that state a part.
PARTS = {
    "train": "train",
    "training": "train",
    "val": "val",
    "valid": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
}
# Words around them that say nothing (training_set, seg_train, test-images), and names that need more proof.
_AROUND = re.compile(
    r"[\s_.-]*(?:set|seg|data|dataset|images?|imgs?|pictures?|photos?|split|part)[\s_.-]*"
)
_ALSO = {**PARTS, "dev": "val", "eval": "val"}

Names = tuple[str, ...]


class Layout(NamedTuple):
    """How many folders at the top hold all others, their names, and the part of each folder below them."""

    top: Names
    given: Mapping[str, str]

    def place(self, names: Names) -> tuple[str, Names] | None:
        """The part and the names below it; None beside the parts, or beside the top folders."""
        inner = names[len(self.top) :]
        if names[: len(self.top)] != self.top or not inner:
            return None
        if not self.given:
            return "", inner
        part, below = self.given.get(inner[0]), inner[1:]
        while len(below) > 1 and part == _meant(below[0].lower()):  # seg_train/seg_train/cat
            below = below[1:]
        return (part, below) if part and below else None


def layout(paths: Sequence[Names]) -> Layout:
    """The layout of files, each given by the names from the top folder to the file.

    >>> layout([("set", "train", "cat", "1.jpg"), ("set", "test", "cat", "2.jpg")])
    Layout(top=('set',), given={'test': 'test', 'train': 'train'})
    """
    depth = _depth_of_top(paths)
    deeper = [names for names in paths if len(names) > depth + 1]
    top = deeper[0][:depth] if deeper else ()
    below: dict[str, set[str]] = {}
    for names in deeper:
        below.setdefault(names[depth], set()).add(
            names[depth + 1] if len(names) > depth + 2 else ""
        )
    given = {name: part for name in sorted(below) if (part := _part(name, below))}
    is_split = "train" in given.values() and len(set(given.values())) > 1
    return Layout(top, given if is_split else {})


def _part(name: str, below: Mapping[str, set[str]]) -> str:
    """The part that a folder states; one with another name than a part's own must hold the classes of the training part."""
    plain = name.lower()
    if plain in PARTS:
        return PARTS[plain]
    if not below[name] - {""} or (plain not in _ALSO and not _AROUND.search(plain)):
        return ""
    part = _meant(plain)
    training = {c for other in below if _meant(other.lower()) == "train" for c in below[other]}
    own = {c for c in below[name] if _meant(c.lower()) != part}  # seg_train/seg_train/cat
    return part if own <= training or part == "train" else ""


def _meant(plain: str) -> str:
    return _ALSO.get(plain) or _ALSO.get(_AROUND.sub("", plain), "")


def part_of(path: str) -> str:
    """The part that the name of an annotation file states, or that of the nearest folder which states one.

    >>> part_of("annotations/instances_train2017.json"), part_of("valid/_annotations.coco.json"), part_of("trainval.txt")
    ('train', 'val', '')
    """
    for name in reversed(path.lower().split("/")):
        found = {_ALSO[word] for word in re.findall("[a-z]+", name) if word in _ALSO}
        if len(found) == 1:
            return found.pop()
    return ""


def _depth_of_top(paths: Sequence[Names]) -> int:
    """How many folders at the top hold all other folders: each of them alone would be one class."""
    depth = 0
    while True:
        deeper = [names for names in paths if len(names) > depth + 1]
        is_last = all(len(names) == depth + 2 for names in deeper)
        if len({names[depth] for names in deeper}) != 1 or is_last:
            return depth
        depth += 1
