"""Balanced accuracy and macro F1, each for many weightings of the items at once.

Every function takes weights (b, n), one row a draw of the bootstrap, and gives (b,) values;
`once(n)` is the plain weighting. The n items have predicted classes and targets in 0..k-1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def once(n: int) -> Floats:
    """(1, n) weights that count every item once."""
    return np.ones((1, n))


def balanced_accuracy(predicted: Ints, targets: Ints, *, weights: Floats) -> Floats:
    """The mean over the classes that have items of the share of their items that is right.

    >>> balanced_accuracy(np.array([0, 1, 1, 1]), np.array([0, 1, 0, 1]), weights=once(4)).tolist()
    [0.75]
    """
    k = _n_classes(predicted, targets)
    right = sum_by_class(weights * (predicted == targets), targets, k=k)
    return _mean_share(right, sum_by_class(weights, targets, k=k))


def macro_f1(predicted: Ints, targets: Ints, *, weights: Floats) -> Floats:
    """The mean of F1 over the classes that are a target or predicted (as scikit-learn counts it).

    >>> macro_f1(np.array([0, 1, 1, 1]), np.array([0, 1, 0, 1]), weights=once(4)).round(4).tolist()
    [0.7333]
    """
    k = _n_classes(predicted, targets)
    right = sum_by_class(weights * (predicted == targets), targets, k=k)
    both = sum_by_class(weights, targets, k=k) + sum_by_class(weights, predicted, k=k)
    return _mean_share(2 * right, both)


def sum_by_class(values: Floats, classes: Ints, *, k: int) -> Floats:
    """(b, k) sums of `values` (b, n) over the items of each class; O(b n).

    >>> sum_by_class(np.array([[1.0, 2.0, 4.0]]), np.array([1, 0, 1]), k=3).tolist()
    [[2.0, 5.0, 0.0]]
    """
    order = np.argsort(classes, kind="stable")
    borders = np.searchsorted(classes[order], np.arange(k + 1))
    running = np.zeros((len(values), len(classes) + 1))
    np.cumsum(values[:, order], axis=1, out=running[:, 1:])
    sums: Floats = running[:, borders[1:]] - running[:, borders[:-1]]
    return sums


def _n_classes(predicted: Ints, targets: Ints) -> int:
    return int(max(predicted.max(), targets.max())) + 1


def _mean_share(parts: Floats, wholes: Floats) -> Floats:
    """The mean of part / whole over the classes whose whole is not zero; (b, k) -> (b,)."""
    shares = np.divide(parts, wholes, out=np.zeros_like(parts), where=wholes > 0)
    means: Floats = shares.sum(axis=1) / (wholes > 0).sum(axis=1)
    return means
