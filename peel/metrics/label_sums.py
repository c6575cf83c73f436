"""What scores of several labels a picture are made of, for many weightings of the items at once.

Unknown entries of the targets count nowhere. A weighting is a row of weights (b, n), a draw of the bootstrap.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class LabelAnswers(NamedTuple):
    """(n, k) probabilities and targets (1 yes, 0 no, -1 unknown), and the (k,) thresholds from which on a label holds."""

    outputs: NDArray[np.floating[Any]]
    targets: NDArray[np.int8]
    thresholds: Floats

    @property
    def known(self) -> Bools:
        """(n, k)."""
        return np.asarray(self.targets >= 0, np.bool_)

    @property
    def yes(self) -> Bools:
        """(n, k) entries that are known to hold."""
        return np.asarray(self.targets == 1, np.bool_)

    @property
    def said(self) -> Bools:
        """(n, k) known entries of which the model says that they hold."""
        return np.asarray(self.known & (self.outputs >= self.thresholds), np.bool_)


def telling(answered: LabelAnswers) -> LabelAnswers:
    """The same with labels that every item has counted as unknown: whoever says them is right, and has shown nothing.

    Where no label tells items apart, nothing is left out.
    """
    has = (answered.targets == 1).any(axis=0)
    has_not = (answered.targets == 0).any(axis=0)
    if not (has & has_not).any():
        return answered
    return answered._replace(targets=np.where(has & ~has_not, np.int8(-1), answered.targets))


class Sums(NamedTuple):
    """Of each weighting and label (b, k): average precision, and the weights of entries that are `right` (said and yes), `said` and `yes`."""

    average_precision: Floats
    right: Floats
    said: Floats
    yes: Floats


def add_up(answered: LabelAnswers, *, weights: Floats) -> Sums:
    """The sums of every weighting (b, n); O(b n k), of 1,000 draws of 2,000 items and 20 labels about a second."""
    said, yes, known = answered.said, answered.yes, answered.known
    precision = [
        average_precision(
            answered.outputs[known[:, j], j], yes[known[:, j], j], weights=weights[:, known[:, j]]
        )
        for j in range(yes.shape[1])
    ]
    right, said_sum, yes_sum = (
        weights @ part.astype(np.float64) for part in (said & yes, said, yes)
    )
    return Sums(np.stack(precision, axis=1), right, said_sum, yes_sum)


def average_precision(outputs: NDArray[np.floating[Any]], yes: Bools, *, weights: Floats) -> Floats:
    """(b,) the mean over the items that are a yes of the precision among all that score as high; 0 where none is.

    Items of the same score come together, so that their order does not matter (as scikit-learn counts it).

    >>> average_precision(np.array([0.9, 0.8, 0.7]), np.array([True, False, True]), weights=np.ones((1, 3))).round(4).tolist()
    [0.8333]
    """
    order = np.argsort(-outputs, kind="stable")
    falling, places = -outputs[order], np.flatnonzero(yes[order])
    last = np.searchsorted(falling, falling[places], side="right")  # of the items as high
    above = np.cumsum(weights[:, order], axis=1)[:, last - 1]
    mine = weights[:, order[places]]
    right = np.cumsum(mine, axis=1)[:, np.searchsorted(places, last) - 1]
    precision = np.divide(right, above, out=np.zeros_like(right), where=above > 0)
    return ratio((mine * precision).sum(axis=1), mine.sum(axis=1))


def precision_by_chance(yes: Floats, known: Floats) -> Floats:
    """(k,) what `average_precision` is in the mean over all orders of `known` items of which `yes` hold; 0 where none does.

    More than their share, the more so the fewer they are. **Source**: of the item at place i, a yes with chance yes / known,
    the items above are so with chance (yes - 1) / (known - 1).

    >>> precision_by_chance(np.array([1.0, 2.0]), np.array([2.0, 2.0])).tolist()
    [0.75, 1.0]
    """
    harmonic = np.append(0.0, np.cumsum(1 / np.arange(1, known.max(initial=0) + 1)))
    first = harmonic[known.astype(np.int64)]
    above = (yes - 1) / np.maximum(known - 1, 1)
    return ratio((first + above * (known - first)) * (yes > 0), known)


def mean_average_precision(sums: Sums) -> Floats:
    """(b,) the mean over the labels that an item has."""
    return _mean(sums.average_precision, sums.yes > 0)


def micro_f1(sums: Sums) -> Floats:
    """(b,) F1 of all entries together."""
    return ratio(2 * sums.right.sum(axis=1), (sums.said + sums.yes).sum(axis=1))


def macro_f1(sums: Sums) -> Floats:
    """(b,) the mean of F1 over the labels that an item has or is said to have."""
    return _mean(f1(sums), sums.said + sums.yes > 0)


def precision(sums: Sums) -> Floats:
    """(b, k) of what is said, how much is right; 0 where nothing is said."""
    return ratio(sums.right, sums.said)


def recall(sums: Sums) -> Floats:
    """(b, k) of what holds, how much is said; 0 where nothing holds."""
    return ratio(sums.right, sums.yes)


def f1(sums: Sums) -> Floats:
    """(b, k) of each label; 0 where it neither holds nor is said."""
    return ratio(2 * sums.right, sums.said + sums.yes)


def ratio(part: Floats, whole: Floats) -> Floats:
    """Part / whole, 0 where the whole is."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _mean(values: Floats, counted: Bools) -> Floats:
    return ratio((values * counted).sum(axis=1), counted.sum(axis=1).astype(np.float64))
