"""Labels of detection: JSON with a box and a name for each thing in the picture; none means that nothing is there."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from peel import text
from peel.errors import PeelError
from peel.metrics.boxes import overlaps
from peel.types.marks import Box, Mark

# Under these nothing can be learnt of a name: what is found would be luck. Docs: decision 0076.
LEAST_PICTURES, LEAST_BOXES = 10, 20
MOST_BOXES, MOST_NAMES = 5_000, 1_000
NOTHING = "nothing"
# From this overlap on two boxes of one name that two copies of a picture have are one thing, drawn twice.
_SAME = 0.5
_DIGITS = 2


class Stating:
    """From marks to texts."""

    def state(self, names: Sequence[str], *, unknown: Sequence[str] = ()) -> str:  # noqa: ARG002
        """That nothing is there; raises P674 for names, which do not say where."""
        if names:
            raise _no_boxes(", ".join(sorted(names)))
        return _write([])

    def state_marks(self, marks: Sequence[Mark], *, size: tuple[int, int]) -> str:
        """The boxes, cut at the edges of the picture; raises P674 for a name without a box, P669 for a box that holds nothing of the picture, P671 for too many."""
        if len(marks) > MOST_BOXES:
            raise _too_many(f"{len(marks):,} boxes in a picture", f"at most {MOST_BOXES:,}")
        return _write([_thing(mark, size) for mark in marks])

    def marks_of(self, label: str) -> tuple[Mark, ...]:
        """The boxes with their names, sorted by name, then box."""
        return tuple(_mark(thing) for thing in read(label))


class Labelling:
    """What texts of labels say."""

    several = True

    def names_of(self, label: str) -> tuple[str, ...]:
        """The names of its boxes; none is a label too."""
        return tuple(sorted({thing["name"] for thing in read(label)}))

    def show_label(self, label: str) -> str:
        """How many of each there are."""
        return counted([thing["name"] for thing in read(label)])

    def merge(self, labels: Sequence[str], *, unknown: Sequence[str] = ()) -> str | None:  # noqa: ARG002
        """All things that a copy shows; what two of them show is drawn as the first has it."""
        first, *others = (read(label) for label in labels)
        for other in others:
            first = first + _new(other, first)
        return _write(first)

    def alone(self, labels: Sequence[str]) -> list[int]:  # noqa: ARG002
        """None: a name that is too rare is left out, and its pictures teach the others."""
        return []

    def check(self, labels: Sequence[str], *, lost: Mapping[str, str]) -> None:
        """Refuse labels of which no name is in 10 pictures with 20 boxes, and too many names."""
        if len(names_learnt(labels)) > MOST_NAMES:
            raise _too_many(f"{len(names_learnt(labels)):,} names", f"at most {MOST_NAMES:,}")
        if names_learnt(labels):
            return
        raise PeelError(
            "P670",
            "too few boxes to learn from",
            got="; ".join([_few(labels) or f"no box in {len(labels)} pictures", *text.lost(lost)]),
            allowed=f"a name with at least {LEAST_PICTURES} pictures and {LEAST_BOXES} boxes",
            do="draw more boxes: 50 pictures make a first model",
        )

    def notes(self, labels: Sequence[str]) -> list[str]:
        """Names that have too few boxes, which no model will know."""
        few = _few(labels)
        words = (
            f"too few boxes to learn them, so they are left out (each needs {LEAST_PICTURES} pictures and "
            f"{LEAST_BOXES} boxes in the training part): {few}. Their pictures teach and test the other names; where these boxes are, "
            "nothing is to be found"
        )
        return [words] if few else []

    def beside(self, label: str, names: Sequence[str]) -> str:
        """The things of other names."""
        return _write([thing for thing in read(label) if thing["name"] not in names])

    def strata(self, labels: Sequence[str]) -> list[tuple[str, ...]]:
        """The names that a picture shows: a split keeps the share of each."""
        return [self.names_of(label) for label in labels]


def read(label: str) -> list[dict[str, Any]]:
    """What `state_marks` wrote: of each thing its "box" and "name", "crowd" or "difficult" where it is, and the number of its "track" where it has one."""
    said: list[dict[str, Any]] = json.loads(label)
    return said


def counted(names: Sequence[str]) -> str:
    """How many of each, for a person.

    >>> counted(["dog", "cat", "dog"]), counted([])
    ('1 cat, 2 dog', 'nothing')
    """
    counts = sorted(Counter(names).items())
    return ", ".join(f"{n} {name}" for name, n in counts) or NOTHING


def names_learnt(labels: Sequence[str]) -> tuple[str, ...]:
    """Sorted names with enough pictures and boxes; crowds and difficult ones count for none."""
    pictures, boxes = _count(labels)
    enough = (
        name for name, n in pictures.items() if n >= LEAST_PICTURES and boxes[name] >= LEAST_BOXES
    )
    return tuple(sorted(enough))


def _count(labels: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    """In how many pictures each name is, and in how many boxes."""
    pictures, boxes = Counter[str](), Counter[str]()
    for label in labels:
        own = Counter(thing["name"] for thing in read(label) if not _is_ignored(thing))
        boxes.update(own)
        pictures.update(own.keys())
    return pictures, boxes


def _few(labels: Sequence[str]) -> str:
    pictures, boxes = _count(labels)
    every = {thing["name"] for label in labels for thing in read(label)}
    few = sorted(every - set(names_learnt(labels)))
    told = (
        f"{n} ({text.counted(boxes[n], 'box', many='boxes')} in {text.counted(pictures[n], 'picture')})"
        for n in few
    )
    return text.named([*told])


def _is_ignored(thing: Mapping[str, Any]) -> bool:
    return bool(thing.get("crowd") or thing.get("difficult"))


def _new(things: Sequence[dict[str, Any]], known: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are none of the known ones; each of these is found once, by the best overlap first."""
    if not things or not known:
        return list(things)
    same = overlaps(*(np.array([thing["box"] for thing in part]) for part in (things, known)))
    named = [[one["name"] == other["name"] for other in known] for one in things]
    same = np.where(np.array(named), same, 0.0)
    is_new = np.ones(len(things), np.bool_)
    while same.max() >= _SAME:
        one, other = np.unravel_index(int(same.argmax()), same.shape)
        is_new[one], same[one], same[:, other] = False, 0.0, 0.0
    return [thing for thing, new in zip(things, is_new, strict=True) if new]


def _thing(mark: Mark, size: tuple[int, int]) -> dict[str, Any]:
    if mark.box is None:
        raise _no_boxes(mark.name)
    thing: dict[str, Any] = {"box": list(_within(mark.box, size)), "name": mark.name}
    flags = {"crowd": mark.is_crowd, "difficult": mark.is_difficult}
    thing |= {flag: True for flag, is_set in flags.items() if is_set}
    return thing if mark.track is None else thing | {"track": mark.track}


def _mark(thing: Mapping[str, Any]) -> Mark:
    left, top, right, bottom = thing["box"]
    flags = bool(thing.get("crowd")), bool(thing.get("difficult"))
    return Mark(thing["name"], (left, top, right, bottom), *flags, track=thing.get("track"))


def _within(box: Box, size: tuple[int, int]) -> Box:
    """The part of the box in the picture, to a hundredth of a pixel."""
    left, top, right, bottom = (
        round(float(min(max(at, 0), end)), _DIGITS) if math.isfinite(at) else math.nan
        for at, end in zip(box, (*size, *size), strict=True)
    )
    if left < right and top < bottom:
        return left, top, right, bottom
    raise PeelError(
        "P669",
        "box holds nothing of the picture",
        got=", ".join(f"{at:g}" for at in box),
        allowed=f"left, top, right, bottom within {size[0]} x {size[1]} pixels, left before right and top before bottom",
        do="draw the box again, or delete it",
    )


def _write(things: Sequence[Mapping[str, Any]]) -> str:
    """Sorted by name, then box; the very same thing once."""
    ordered = sorted(things, key=lambda thing: (thing["name"], *thing["box"]))
    told = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in ordered]
    return f"[{','.join(dict.fromkeys(told))}]"


def _no_boxes(got: str) -> PeelError:
    return PeelError(
        "P674",
        "name without a box",
        got=got,
        allowed="a box for each thing: where it is",
        do="give annotations with boxes, or choose a kind of one or several labels a picture",
    )


def _too_many(got: str, allowed: str) -> PeelError:
    return PeelError(
        "P671",
        "too many things",
        got=got,
        allowed=allowed,
        do="leave out rare names or put them together, and check that the boxes are what should be found",
    )
