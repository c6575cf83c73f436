"""From which size on things are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from peel.metrics.boxes import areas
from peel.problems.detection.judged import FOUND, MISSED, Judged

_FEWEST, _HALF, _BETTER = 10, 0.5, 0.25
# Standard errors: the side is chosen among all, and by chance alone some side would look to blame in a quarter of all tests.
_SURE = 3.0


def smallest(judged: Sequence[Judged]) -> dict[str, Any] | None:
    """The side in pixels under which most objects are missed, though larger ones are found; None where size is not to blame.

    Beside it how many `objects` are under it, how many of these were `found`, and the share of the `larger` that were.
    """
    sides, found = _objects(judged)
    order = np.argsort(sides, kind="stable")
    sides, right = sides[order], np.concatenate([[0], np.cumsum(found[order])])
    n = len(sides)
    under = np.arange(_FEWEST, n - _FEWEST + 1)
    shares, larger = right[under] / under, (right[-1] - right[under]) / (n - under)
    p = right[-1] / max(1, n)
    least = np.maximum(_BETTER, _SURE * np.sqrt(p * (1 - p) * (1 / under + 1 / (n - under))))
    ends = under[(shares < _HALF) & (larger - shares >= least)]
    if not len(ends):
        return None
    end = int(ends[-1])
    return {
        "side_px": float(sides[end]),
        "objects": end,
        "found": int(right[end]),
        "larger": float((right[-1] - right[end]) / (n - end)),
    }


def _objects(judged: Sequence[Judged]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Sides of all that count, as roots of their areas, and whether each was found."""
    sides = [np.sqrt(areas(one.truth.boxes)) for one in judged]
    said = np.array([state for one in judged for state in one.objects], np.str_)
    counts = np.isin(said, (FOUND, MISSED))
    return np.concatenate([np.zeros(0), *sides])[counts], said[counts] == FOUND
