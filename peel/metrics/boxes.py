"""Boxes in pictures: what was found, what is true, and how far two boxes are the same."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Found(NamedTuple):
    """What was found in one picture: boxes (m, 4) left, top, right, bottom in its pixels, scores (m,) and classes (m,)."""

    boxes: NDArray[np.floating[Any]]
    scores: NDArray[np.floating[Any]]
    classes: Ints


class Truth(NamedTuple):
    """What is in one picture: boxes (m, 4) and classes (m,).

    A `crowd` (m,) is a region of many that nobody counted, a `difficult` one (m,) is too hard to count: to find
    either is neither right nor wrong.
    """

    boxes: NDArray[np.floating[Any]]
    classes: Ints
    crowd: Bools
    difficult: Bools

    @property
    def is_counted(self) -> Bools:
        """(m,) whether it has to be found."""
        return ~(self.crowd | self.difficult)


def none_found() -> Found:
    """Nothing was found."""
    return Found(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.int64))


def truth_of(boxes: NDArray[np.floating[Any]], classes: Ints) -> Truth:
    """Objects that all have to be found."""
    none = np.zeros(len(classes), np.bool_)
    return Truth(boxes, classes, crowd=none, difficult=none)


def areas(boxes: NDArray[np.floating[Any]]) -> Floats:
    """(m,) in square pixels.

    >>> areas(np.array([[1.0, 1.0, 3.0, 4.0]]))
    array([6.])
    """
    wide = boxes.astype(np.float64)
    return np.asarray((wide[:, 2] - wide[:, 0]) * (wide[:, 3] - wide[:, 1]))


def overlaps(
    boxes: NDArray[np.floating[Any]],
    others: NDArray[np.floating[Any]],
    *,
    crowd: Bools | None = None,
) -> Floats:
    """(m, l) intersection over union; of others that are a `crowd` (l,), over the area of the box.

    >>> overlaps(np.array([[0.0, 0, 2, 2]]), np.array([[0.0, 0, 2, 2], [1, 0, 3, 2], [2, 0, 4, 2]]))
    array([[1.        , 0.33333333, 0.        ]])
    """
    a, b = boxes.astype(np.float64)[:, None], others.astype(np.float64)[None]
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    shared = np.maximum(sides, 0).prod(axis=2)
    own, whole = areas(boxes)[:, None], areas(others)[None]
    union = own + whole - shared
    if crowd is not None:
        union = np.where(crowd, own, union)
    return np.asarray(np.divide(shared, union, out=np.zeros_like(shared), where=union > 0))
