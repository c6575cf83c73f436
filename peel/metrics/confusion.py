"""Who is taken for whom, and what that means for each class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.metrics.details import ClassScore
from peel.metrics.wilson import wilson


def confusion(
    predicted: NDArray[np.int64], targets: NDArray[np.int64], *, k: int
) -> NDArray[np.int64]:
    """(k, k) counts: row = target, column = predicted.

    >>> confusion(np.array([0, 1, 1]), np.array([0, 1, 0]), k=2).tolist()
    [[1, 1], [0, 1]]
    """
    counts = np.bincount(targets * k + predicted, minlength=k * k)
    return counts.reshape(k, k).astype(np.int64)


def per_class(counts: NDArray[np.int64], class_names: Sequence[str]) -> list[ClassScore]:
    """One row a class: items, precision, recall, F1, and Wilson's interval of the recall.

    A share of nothing is 0 (with the interval 0 to 1), so that a class without items shows as such.
    """
    return [_row(counts, place, name=name) for place, name in enumerate(class_names)]


def _row(counts: NDArray[np.int64], place: int, *, name: str) -> ClassScore:
    right, n = int(counts[place, place]), int(counts[place].sum())
    taken = int(counts[:, place].sum())
    low, high = wilson(right, n)
    return ClassScore(
        name=name,
        n=n,
        precision=_share(right, taken),
        recall=_share(right, n),
        f1=_share(2 * right, n + taken),
        low=low,
        high=high,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
