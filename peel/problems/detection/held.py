"""Outputs as they are held, and what was found in each picture; what counts from the thresholds of the names on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.metrics.boxes import Found
from peel.types.label_space import LabelSpace
from peel.types.output import MOST_ROWS

Outputs = Mapping[str, NDArray[Any]]

BOXES, SCORES, LABELS, IMAGE = "boxes", "scores", "labels", "image_index"
THRESHOLDS = "thresholds"
# Boxes of a name that a file may give of one picture.
MOST = 100
_WITHOUT_DECISION = 0.5


def thresholds(space: LabelSpace) -> NDArray[np.float64]:
    """(k,) scores from which on a box counts; one half each where nothing is decided yet."""
    return np.asarray(space.decision.get(THRESHOLDS, [_WITHOUT_DECISION] * len(space.names)))


def found(outputs: Outputs) -> list[Found]:
    """What was found in each picture, also under the thresholds; the surest first, of equal ones as the file gives them."""
    return list(_found(outputs))


def _found(outputs: Outputs) -> Iterator[Found]:
    rows = zip(outputs[BOXES], outputs[SCORES], outputs[LABELS], strict=True)
    for boxes, scores, labels in rows:
        there = np.flatnonzero(labels >= 0)
        order = there[np.argsort(-scores[there], kind="stable")]
        yield Found(boxes.reshape(-1, 4)[order], scores[order], labels[order].astype(np.int64))


def counting(one: Found, space: LabelSpace) -> Found:
    """Those that reach the thresholds of their names."""
    here = one.scores >= thresholds(space)[one.classes]
    return Found(one.boxes[here], one.scores[here], one.classes[here])


def room(space: LabelSpace) -> int:
    """How many boxes of one picture are held."""
    return min(MOST * len(space.names), MOST_ROWS)


def hold(pictures: list[Found], space: LabelSpace) -> dict[str, NDArray[Any]]:
    """Outputs as a file gives them of these pictures; of each the surest that there is room for."""
    n, most = len(pictures), room(space)
    held: dict[str, NDArray[Any]] = {
        BOXES: np.zeros((n, most, 4), np.float32),
        SCORES: np.zeros((n, most), np.float32),
        LABELS: np.full((n, most), -1, np.int64),
        IMAGE: np.full((n, most), -1, np.int64),
    }
    for place, one in enumerate(pictures):
        order = np.argsort(-one.scores, kind="stable")[:most]
        parts = (one.boxes[order], one.scores[order], one.classes[order], 0)
        for array, part in zip(held.values(), parts, strict=True):
            array[place, : len(order)] = part
    return held
