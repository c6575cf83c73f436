"""Which of the boxes that were found are objects: each object once, the surest box first, as COCO counts.

**Source**: COCOeval of pycocotools 2.0, with which it agrees (tests/unit/metrics/test_detection.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.metrics.boxes import Bools, Floats, Found, Ints, Truth, areas, overlaps

# How much two boxes must overlap to be the same: .5, .55, ... .95.
IOUS = np.linspace(0.5, 0.95, 10)
MOST = 100  # boxes of a class in a picture that count, the surest ones

# Square pixels from and to, of all objects, small, medium and large ones.
SIZES = {
    "all": (0.0, 1e10),
    "small": (0.0, 32.0**2),
    "medium": (32.0**2, 96.0**2),
    "large": (96.0**2, 1e10),
}


class At(NamedTuple):
    """In which ranges of size, and at which overlaps."""

    sizes: tuple[str, ...] = tuple(SIZES)
    ious: Floats = IOUS


EVERYWHERE = At()
ANY_SIZE = At(("all",))
HALF = At(("all",), IOUS[:1])  # enough for counts, thresholds and F1


class Matches(NamedTuple):
    """The d boxes of one class in n pictures, the surest first, in s ranges of size and at t overlaps.

    `hits` (s, t, d) are objects; `ignored` (s, t, d) count nowhere; `objects` (s, n) are to be found in each picture.
    """

    item: Ints
    scores: Floats
    hits: Bools
    ignored: Bools
    objects: Ints


class _Asked(NamedTuple):
    ious: Floats
    ranges: Floats  # (s, 2)


class _Pictured(NamedTuple):
    """One class in one picture."""

    scores: Floats
    hits: Bools
    ignored: Bools
    objects: Ints  # (s,)


def match(
    found: Sequence[Found],
    truth: Sequence[Truth],
    *,
    k: int,
    at: At = EVERYWHERE,
) -> list[Matches]:
    """The matches of each of k classes; of 100 pictures with 80 boxes each about a third of a CPU second."""
    asked = _Asked(at.ious, np.array([SIZES[size] for size in at.sizes]))
    return [_match_class(found, truth, label=label, asked=asked) for label in range(k)]


def _match_class(
    found: Sequence[Found], truth: Sequence[Truth], *, label: int, asked: _Asked
) -> Matches:
    each = [
        _match_picture(_of_class(a, label), _true_of_class(b, label), asked=asked)
        for a, b in zip(found, truth, strict=True)
    ]
    shape = (len(asked.ranges), len(asked.ious), 0)
    empty = np.zeros(shape, np.bool_)
    scores = np.concatenate([np.zeros(0), *(one.scores for one in each)])
    order = np.argsort(-scores, kind="stable")
    item = np.repeat(np.arange(len(each)), [len(one.scores) for one in each])
    return Matches(
        item=item[order],
        scores=scores[order],
        hits=np.concatenate([empty, *(one.hits for one in each)], axis=2)[..., order],
        ignored=np.concatenate([empty, *(one.ignored for one in each)], axis=2)[..., order],
        objects=np.array([one.objects for one in each], np.int64).reshape(len(each), -1).T,
    )


def _of_class(found: Found, label: int) -> Found:
    """The surest ones of a class, surest first."""
    here = np.flatnonzero(found.classes == label)
    order = here[np.argsort(-found.scores[here], kind="stable")][:MOST]
    return Found(found.boxes[order], found.scores[order], found.classes[order])


def _true_of_class(truth: Truth, label: int) -> Truth:
    here = truth.classes == label
    return Truth(*(part[here] for part in truth))


def _match_picture(found: Found, truth: Truth, *, asked: _Asked) -> _Pictured:
    low, high = asked.ranges[:, :1], asked.ranges[:, 1:]
    own, true = areas(found.boxes), areas(truth.boxes)
    left_out = ~truth.is_counted | (true < low) | (true > high)  # (s, l)
    place = pair(
        overlaps(found.boxes, truth.boxes, crowd=truth.crowd),
        left_out,
        crowd=truth.crowd,
        ious=asked.ious,
    )
    is_paired = place >= 0
    is_out = (own < low) | (own > high)  # (s, d)
    # The last entry stands for "no object": what is not paired looks there.
    of = np.concatenate([left_out, np.zeros((len(low), 1), np.bool_)], axis=1)
    of_ignored = np.take_along_axis(of[:, None], place, axis=2)
    ignored = np.where(is_paired, of_ignored, is_out[:, None])
    return _Pictured(
        scores=found.scores.astype(np.float64),
        hits=is_paired & ~ignored,
        ignored=ignored,
        objects=(~left_out).sum(axis=1),
    )


def pair(overlap: Floats, left_out: Bools, *, crowd: Bools, ious: Floats) -> NDArray[np.int64]:
    """(s, t, d) which object each box is, -1 for none; `overlap` is (d, l), `left_out` (s, l).

    A box takes the free object that it overlaps most, of equal ones the last, and one that is left out only where no
    other overlaps enough; a crowd is never used up.
    """
    d, m = overlap.shape
    place = np.full((len(left_out), len(ious), d), -1)
    free = np.ones((len(left_out), len(ious), m), np.bool_)
    enough = np.minimum(ious, 1 - 1e-10)[:, None]
    for i in np.flatnonzero(overlap.max(axis=1, initial=-1) >= enough.min()):
        can = (overlap[i] >= enough) & (free | crowd)
        value = np.where(can, overlap[i], -1.0)
        counted = np.where(left_out[:, None], -1.0, value)
        value = np.where((counted >= 0).any(axis=2, keepdims=True), counted, value)
        best = m - 1 - value[..., ::-1].argmax(axis=2)
        s, t = np.nonzero((value >= 0).any(axis=2))
        place[s, t, i] = best[s, t]
        free[s, t, best[s, t]] = False
    return place
