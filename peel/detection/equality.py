"""Whether two programs found the same."""

from __future__ import annotations

import numpy as np
import scipy.optimize

from peel.metrics.boxes import Found


def apart_px(one: Found, other: Found) -> float:
    """How far the farthest of the boxes of two answers lies from its partner of the same class; infinity where counts differ.

    Boxes are paired anew: two that are equally sure may change places.

    >>> box, score = np.array([[0.0, 0, 10, 10]]), np.array([0.5])
    >>> here, there = Found(box, score, np.array([1])), Found(box + 0.25, score, np.array([1]))
    >>> apart_px(here, there)
    0.25
    """
    if sorted(one.classes.tolist()) != sorted(other.classes.tolist()):
        return float("inf")
    worst = 0.0
    for label in np.unique(one.classes):
        a, b = (each.boxes[each.classes == label].astype(np.float64) for each in (one, other))
        distance = np.abs(a[:, None] - b[None]).max(axis=2)
        rows, columns = scipy.optimize.linear_sum_assignment(distance)
        worst = max(worst, float(distance[rows, columns].max()))
    return worst
