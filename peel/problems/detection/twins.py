"""Whether two answers to one picture are the same: box by box, each with its twin in the other one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from peel.metrics.boxes import Found, Ints, overlaps
from peel.problems.detection.held import thresholds
from peel.types.label_space import LabelSpace

# So near to its threshold a box is not clear: a difference that could turn no clear box is none that matters.
MARGIN = 2e-3
_SCORES_COUNT = 10
_TWIN = 0.5


class Apart(NamedTuple):
    """The largest difference of two twins, in pixels (a score counts ten times), and whether a clear box has none."""

    largest: float
    is_other: bool


def apart(one: Found, other: Found, *, space: LabelSpace) -> Apart:
    """How far two answers are apart: boxes that are part of one of them in pixels, and all scores.

    What has no twin and is not clear counts nowhere, since it is no part of the answer.
    """
    mine, twin = _twins(one, other)
    scores = np.abs(one.scores[mine].astype(np.float64) - other.scores[twin])
    surer = np.maximum(one.scores[mine], other.scores[twin])
    told = surer > thresholds(space)[other.classes[twin]] - MARGIN
    boxes = np.abs(one.boxes[mine].astype(np.float64) - other.boxes[twin])[told]
    largest = max(boxes.max(initial=0.0), _SCORES_COUNT * scores.max(initial=0.0))
    alone = (_is_clear(a, without, space=space) for a, without in ((one, mine), (other, twin)))
    levels = thresholds(space)[other.classes[twin]]
    crossed = (one.scores[mine] >= levels) != (other.scores[twin] >= levels)
    is_clear = np.abs(other.scores[twin] - levels) > MARGIN
    return Apart(float(largest), any(alone) or bool((crossed & is_clear).any()))


def _twins(one: Found, other: Found) -> tuple[Ints, Ints]:
    """Places of boxes of one name that lie on each other, in both; each in one pair, the best overlap first."""
    same = overlaps(one.boxes, other.boxes)
    same = np.where(one.classes[:, None] == other.classes[None], same, 0.0)
    order = np.argsort(-same, axis=None, kind="stable")[: int((same >= _TWIN).sum())]
    pairs, mine, twin = [], set[int](), set[int]()
    for i, j in zip(*(part.tolist() for part in np.unravel_index(order, same.shape)), strict=True):
        if i not in mine and j not in twin:
            pairs.append((i, j))
            mine.add(i)
            twin.add(j)
    found = np.array(pairs, np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]


def _is_clear(one: Found, paired: Ints, *, space: LabelSpace) -> bool:
    """Whether a box without a twin clearly counts."""
    clear = one.scores > thresholds(space)[one.classes] + MARGIN
    clear[paired] = False
    return bool(clear.any())
