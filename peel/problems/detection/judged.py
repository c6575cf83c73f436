"""What became of each box that counts and of each object of a picture: found, missed, false, wrongly named, badly placed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.metrics.box_matches import pair
from peel.metrics.boxes import Floats, Found, Truth, overlaps

FOUND, MISSED, IGNORED = "found", "missed", "ignored"
WRONG_NAME, BADLY_PLACED, DOUBLE, FALSE = "wrong name", "badly placed", "double", "false"
WRONG = (WRONG_NAME, BADLY_PLACED, DOUBLE, FALSE)
_SAME, _NEAR = 0.5, 0.1


class Judged(NamedTuple):
    """Of each box that counts what it is and of which object (-1 for none); of each object, what became of it."""

    found: Found
    truth: Truth
    boxes: list[str]
    of: list[int]
    objects: list[str]

    @property
    def n_wrong(self) -> int:
        """Boxes that are wrong, and objects that are missed."""
        return sum(one in WRONG for one in self.boxes) + self.objects.count(MISSED)


def judge(found: Found, truth: Truth) -> Judged:
    """What the boxes `found`, those that count, are; the surest one comes first.

    A box that shows an object of its name by half of their union is it; the surest one, each object once. Of the
    others, one on an object of another name has a wrong name, one that touches an object that nobody found is badly placed.
    """
    overlap = overlaps(found.boxes, truth.boxes, crowd=truth.crowd)
    right = _right(found, truth, overlap=overlap)
    case = _Case(found, truth, overlap, {int(place) for place in right if place >= 0})
    told = [case.verdict(i, place) for i, place in enumerate(right.tolist())]
    boxes, of = [verdict for verdict, _ in told], [place for _, place in told]
    is_found = {place for verdict, place in told if verdict == FOUND}
    objects = [
        FOUND if place in is_found else MISSED if counted else IGNORED
        for place, counted in enumerate(truth.is_counted.tolist())
    ]
    return Judged(found, truth, boxes, of, objects)


def _right(found: Found, truth: Truth, *, overlap: Floats) -> NDArray[np.int64]:
    """(m,) the object that each box is, -1 for none; by the same rule as the scores."""
    of = np.full(len(found.scores), -1)
    for label in np.unique(found.classes):
        here = np.flatnonzero(found.classes == label)
        here = here[np.argsort(-found.scores[here], kind="stable")]
        there = np.flatnonzero(truth.classes == label)
        place = pair(
            overlap[np.ix_(here, there)],
            ~truth.is_counted[None, there],
            crowd=truth.crowd[there],
            ious=np.array([_SAME]),
        )[0, 0]
        of[here] = np.append(there, -1)[place]
    return of


class _Case(NamedTuple):
    found: Found
    truth: Truth
    overlap: Floats
    taken: set[int]

    def verdict(self, i: int, place: int) -> tuple[str, int]:
        """What box `i` is, and of which object; `place` is the object that it is, if any."""
        if place >= 0:
            return (FOUND if self.truth.is_counted[place] else IGNORED), place
        same = self.truth.classes == self.found.classes[i]
        is_taken = np.array([at in self.taken for at in range(len(same))], np.bool_)
        free = self.truth.is_counted & ~is_taken
        for verdict, allowed, least in (
            (DOUBLE, same & is_taken, _SAME),
            (WRONG_NAME, ~same & free, _SAME),
            (BADLY_PLACED, same & free, _NEAR),
        ):
            near = np.where(allowed, self.overlap[i], 0.0)
            if near.max(initial=0.0) >= least:
                self.taken.add(int(near.argmax()))
                return verdict, int(near.argmax())
        return FALSE, -1
