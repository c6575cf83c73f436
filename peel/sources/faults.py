"""Faults of the marks that real files hold: what is done with each, and how often it was."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from peel.sources.labels import label_of
from peel.sources.source import text
from peel.types.marks import Box, Mark

# Boxes count to a hundredth of a pixel; half a pixel over the edge is the rounding of the form that wrote it.
_LEAST, _ROUNDING = 0.01, 0.5
_SAME = 0.95  # of the area
# Of one picture: each is compared with its neighbours, and a file may be made so that all are neighbours.
_MOST_COMPARED = 2000

# In place of a box: there is something, and it is none.
NO_BOX: Box = (math.inf, math.inf, math.inf, math.inf)

# What happens, in the words of a note after the number of boxes; docs/how-to/forms.md has the same table.
WORDS = {
    "no number": "whose corners are no numbers: left out",
    "no area": "without area: left out",
    "outside": "outside of the picture: left out",
    "clipped": "over the edge of the picture: cut there",
    "doubled": "there twice, or nearly (95 % of the area shared with one of the same name): kept once",
    "no name": "without a name, or of a category that is not listed: left out",
    "no picture": "of a picture that the file does not list: left out",
    "no box": "of no area, as a point or a line: left out",
    "shape": "around a finer shape, such as a polygon, a mask or a turned box: the box alone is learnt",
    "crowd": "around a crowd: kept as such, nothing is learnt there and nothing that is found there is wrong",
    "answer": "with a confidence, as answers of a model have: kept as if drawn by a person",
    "turned": "of a picture that EXIF turns, drawn as the file stores it: turned with it",
    "resized": "of a picture that was resized since: resized with it",
}


class Faults:
    """How often each fault was met, and where first."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._first: dict[str, str] = {}

    def add(self, fault: str, path: str, *, n: int = 1) -> None:
        """Note `n` boxes with a fault of WORDS, in or of the file at `path`."""
        if n:
            self.counts[fault] = self.counts.get(fault, 0) + n
            self._first.setdefault(fault, path)

    def notes(self) -> Iterator[str]:
        """A note a fault, in the order of WORDS."""
        for fault, words in WORDS.items():
            n = self.counts.get(fault, 0)
            if n:
                boxes = "box" if n == 1 else "boxes"
                yield f"{n} {boxes} {words} (first in {text(self._first[fault])})"


class Frame(NamedTuple):
    """The picture at `path`, whose edges are 0, 0, width and height."""

    path: str
    width: float
    height: float


def clean(marks: Iterable[Mark], frame: Frame, *, faults: Faults) -> tuple[Mark, ...]:
    """The marks as they count: named in one form, boxes within the picture, each once and in the order given."""
    kept: dict[Mark, Mark] = {}
    for mark in marks:
        name = label_of(mark.name).strip()
        if not name:
            faults.add("no name", frame.path)
            continue
        box = None if mark.box is None else _within(mark.box, frame, faults=faults)
        if mark.box is None or box is not None:
            new = mark._replace(name=name, box=box)
            key = new._replace(confidence=None, is_difficult=False, is_truncated=False)
            if key in kept and box is not None:
                faults.add("doubled", frame.path)
            kept.setdefault(key, new)
            faults.add("crowd", frame.path, n=int(mark.is_crowd and kept[key] is new))
    once = _once(list(kept.values()))
    faults.add("doubled", frame.path, n=len(kept) - len(once))
    return once


def _once(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Without those that share nearly all of their area with an earlier one of the same name: one thing, drawn twice.

    Of very many nothing is compared.
    """
    if len(marks) > _MOST_COMPARED:
        return tuple(marks)
    boxes = [(i, mark.name, mark.box) for i, mark in enumerate(marks) if mark.box]
    boxes.sort(key=lambda one: (one[1], one[2]))
    doubles = set[int]()
    for place, (i, name, box) in enumerate(boxes):
        farthest = box[0] + (1 / _SAME - 1) * (box[2] - box[0])
        for j, other_name, other in itertools.islice(boxes, place + 1, None):
            if other_name != name or other[0] > farthest:
                break
            if _shared(box, other) > _SAME and marks[i].is_crowd == marks[j].is_crowd:
                doubles.add(max(i, j))
    return tuple(mark for i, mark in enumerate(marks) if i not in doubles)


def _shared(box: Box, other: Box) -> float:
    """The area of both over that of either."""
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    if wide <= 0 or high <= 0:
        return 0.0
    both = [(one[2] - one[0]) * (one[3] - one[1]) for one in (box, other)]
    return wide * high / (sum(both) - wide * high)


def _within(box: Box, frame: Frame, *, faults: Faults) -> Box | None:
    """The box within the picture, to a hundredth of a pixel; None, and a fault, where none is left."""
    if not all(map(math.isfinite, box)):
        faults.add("no box" if box == NO_BOX else "no number", frame.path)
        return None
    left, top, right, bottom = box
    if right - left < _LEAST or bottom - top < _LEAST:
        faults.add("no area", frame.path)
        return None
    inner = (max(left, 0.0), max(top, 0.0), min(right, frame.width), min(bottom, frame.height))
    if inner[2] - inner[0] < _LEAST or inner[3] - inner[1] < _LEAST:
        faults.add("outside", frame.path)
        return None
    cut = max(inner[0] - left, inner[1] - top, right - inner[2], bottom - inner[3])
    faults.add("clipped", frame.path, n=int(cut > _ROUNDING))
    return (
        round(inner[0], 2),
        round(inner[1], 2),
        round(inner[2], 2),
        round(inner[3], 2),
    )
