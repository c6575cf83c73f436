"""What a form can hold of what is said of pictures: the rest is taken away here, and told, so that nothing is lost in silence."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from peel.types.marks import Box, Mark, Marked

_SILENT = (
    "pictures of which nothing is left to say, left out, for it would say that nothing is on them"
)
_PARTS = frozenset(("", "train", "val", "test"))
_Size = tuple[int, int] | None
_Rule = Callable[[Mark, _Size], Mark | None]


class Holds(NamedTuple):
    """What a form can hold: where things are, names of whole pictures, several of them, pictures on which nothing is.

    `copies`: a picture with several names is one for each of them. `fractions` of pixels, boxes that reach `outside` of the picture, `crowds`, the flags `difficult` and `truncated`, a `confidence`,
    numbers of `tracks`, which `parts` ('' is none) and whether one may stand `alone` or `mixed` with pictures without one,
    `groups`, and `single` pictures beside them; names that are `unused`, for no picture has them.
    """

    boxes: bool = True
    names: bool = False
    several: bool = True
    copies: bool = False
    empty: bool = True
    fractions: bool = True
    outside: bool = True
    crowds: bool = False
    difficult: bool = False
    truncated: bool = False
    confidence: bool = False
    tracks: bool = False
    parts: frozenset[str] = _PARTS
    alone: bool = True
    mixed: bool = True
    groups: bool = False
    single: bool = True
    unused: bool = True


class Kept(NamedTuple):
    """What is left of marked pictures in a form, and in words what is not."""

    marked: tuple[Marked, ...]
    lost: tuple[str, ...]


def kept(marked: Sequence[Marked], holds: Holds) -> Kept:
    """What a form that `holds` so much keeps of the pictures, in their order, and what it loses, in words.

    A crowd is left out where it would be taken for one thing. Where `size` is not stated a box counts as inside.

    >>> kept([Marked("a.jpg", None, (Mark("cat", (1, 2, 3.5, 4)),), part="test")], Holds(fractions=False)).lost
    ('rounded to whole pixels: 1 of 1 boxes',)
    """
    lost: list[str] = []
    for step in (_boxes, _several, _empty, _parts, _groups):
        marked, words = step(marked, holds)
        lost += words
    return Kept(tuple(marked), tuple(lost))


def _boxes(marked: Sequence[Marked], holds: Holds) -> tuple[Sequence[Marked], list[str]]:
    """Each mark through the rules of the form; those that differ no more are one. A picture that loses all is no picture of nothing."""
    rules = [
        (words, rule, field != "names")
        for field, words, rule in _RULES
        if not getattr(holds, field)
    ]
    counts: Counter[str] = Counter()
    found = []
    for each in marked:
        marks = [_one(mark, each.size, rules=rules, counts=counts) for mark in each.marks]
        left = [mark for mark in marks if mark is not None]
        if left or not each.marks:
            found.append(each._replace(marks=tuple(dict.fromkeys(left))))
    silent = len(marked) - len(found)
    total = sum(mark.box is not None for each in marked for mark in each.marks)
    lost = [
        f"{words}: {counts[words]} of {total} boxes" if is_of_boxes else f"{words}: {counts[words]}"
        for words, _, is_of_boxes in rules
        if counts[words]
    ]
    return found, [*lost, f"{_SILENT}: {silent}"] if silent else lost


def _one(
    mark: Mark, size: _Size, *, rules: Sequence[tuple[str, _Rule, bool]], counts: Counter[str]
) -> Mark | None:
    for words, rule, _ in rules:
        new = rule(mark, size)
        counts[words] += new != mark
        if new is None:
            return None
        mark = new
    return mark


def _without_place(mark: Mark, _: _Size) -> Mark:
    return Mark(mark.name) if mark.box else mark


def _without_name(mark: Mark, _: _Size) -> Mark | None:
    return mark if mark.box else None


def _without_crowd(mark: Mark, _: _Size) -> Mark | None:
    return None if mark.is_crowd else mark


def _inside(mark: Mark, size: _Size) -> Mark | None:
    """Cut at the picture's edge; None for one of which nothing is left."""
    if mark.box is None or size is None:
        return mark
    (left, top, right, bottom), (width, height) = mark.box, size
    box = (max(left, 0), max(top, 0), min(right, width), min(bottom, height))
    if box == mark.box:
        return mark
    return mark._replace(box=box) if box[0] < box[2] and box[1] < box[3] else None


def _whole(mark: Mark, _: _Size) -> Mark:
    if mark.box is None or all(float(each).is_integer() for each in mark.box):
        return mark
    return mark._replace(box=_rounded(mark.box))


def _rounded(box: Box) -> Box:
    """To the nearest pixel; a side that would vanish is widened to the pixels that it touches."""
    left, top, right, bottom = (math.floor(each + 0.5) for each in box)
    if left == right:
        left, right = math.floor(box[0]), math.ceil(box[2])
    if top == bottom:
        top, bottom = math.floor(box[1]), math.ceil(box[3])
    return (left, top, right, bottom)


# The field of `Holds` that makes a rule needless, what it takes away, and how. In this order.
_RULES: tuple[tuple[str, str, _Rule], ...] = (
    ("boxes", "places, of which the names alone are kept", _without_place),
    ("names", "names of whole pictures", _without_name),
    ("crowds", "regions of many things (crowds), which would be taken for one thing", _without_crowd),
    ("outside", "cut at the edge of the picture, or left out where they lie beside it", _inside),
    ("fractions", "rounded to whole pixels", _whole),
    ("difficult", "the flag that a thing is hard to see", lambda m, _: m._replace(is_difficult=False)),
    ("truncated", "the flag that a thing reaches beyond its box", lambda m, _: m._replace(is_truncated=False)),
    ("confidence", "how sure a detection is", lambda m, _: m._replace(confidence=None)),
    ("tracks", "the number of a thing on several frames", lambda m, _: m._replace(track=None)),
)  # fmt: skip


def _several(marked: Sequence[Marked], holds: Holds) -> tuple[Sequence[Marked], list[str]]:
    if holds.several:
        return marked, []
    if holds.copies:
        left = [each._replace(marks=(mark,)) for each in marked for mark in each.marks]
        left += [each for each in marked if not each.marks]
        left.sort(key=lambda each: each.path)
        n = len(left) - len(marked)
        return left, [
            f"that the names are of one picture, which is there once for each of them: {n} more"
        ] if n else []
    left = [each for each in marked if len(each.marks) < 2]
    n = len(marked) - len(left)
    return left, [f"pictures with several names, left out: {n}"] if n else []


def _empty(marked: Sequence[Marked], holds: Holds) -> tuple[Sequence[Marked], list[str]]:
    if holds.empty:
        return marked, []
    left = [each for each in marked if each.marks]
    n = len(marked) - len(left)
    return left, [f"pictures on which nothing is, left out: {n}"] if n else []


def _parts(marked: Sequence[Marked], holds: Holds) -> tuple[Sequence[Marked], list[str]]:
    """All parts go where one of them cannot be held: a test picture must not become one for training."""
    there = {each.part for each in marked}
    is_held = there <= holds.parts and (holds.mixed or "" not in there)
    if there <= {""} or (is_held and (holds.alone or {"train"} < there - {""})):
        return marked, []
    lost = sum(bool(each.part) for each in marked)
    shown = ", ".join(sorted(there - {""}))
    return [each._replace(part="") for each in marked], [
        f"which part a picture belongs to ({shown}): {lost} of {len(marked)} pictures"
    ]


def _groups(marked: Sequence[Marked], holds: Holds) -> tuple[Sequence[Marked], list[str]]:
    n = sum(bool(each.group) for each in marked)
    single = len(marked) - n
    if not holds.single and single > 1:
        return marked, [f"that pictures are no frames of one film, which they become: {single}"]
    if holds.groups or not n:
        return marked, []
    left = [each._replace(group="") for each in marked]
    return left, [f"which pictures belong together (groups): {n} of {len(marked)} pictures"]
