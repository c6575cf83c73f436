"""From which probability on a label holds: where F1 of held-out answers is best, drawn to one threshold for all."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# So many items that have a label make its own threshold count half, and how much F1 of all labels together counts
# beside the mean of each label's. Docs: decision 0027.
HALF, TOGETHER = 20, 0.25
_NEVER_KNOWN = 0.5


class _Micro(NamedTuple):
    """F1 of all entries at the common threshold, as the probabilities expect it, and the entries that are said or hold."""

    f1: float
    entries: float


def choose(
    outputs: NDArray[np.floating[Any]], targets: NDArray[np.int8], *, weights: Floats | None = None
) -> Floats:
    """(k,) thresholds from calibrated held-out probabilities (n, k) and targets (n, k): 1 yes, 0 no, -1 unknown.

    `weights` (n, k) say for how many entries each stands; without them for one.

    A label's own threshold counts n+ / (n+ + 20), n+ the items that have it, and the one that is best for all labels
    together counts the rest: by themselves, the thresholds of rare labels are noise. The own one is where the mean of
    F1 over the labels and a quarter of F1 of all together would be best if the probabilities are right: they say that
    with less noise than the few items do.
    """
    known, yes = targets >= 0, targets == 1
    w = np.ones(targets.shape) if weights is None else weights
    k, having = yes.shape[1], yes.sum(axis=0)
    common = best(outputs[known], yes[known], weights=w[known])
    micro = _expect(outputs[known], common, weights=w[known])
    own = [
        _own(outputs[here, j], w[here, j], k=k, micro=micro) if having[j] else common
        for j, here in enumerate(known.T)
    ]
    weight = having / (having + HALF)
    return np.asarray(weight * np.array(own) + (1 - weight) * common, np.float64)


def best(
    outputs: NDArray[np.floating[Any]],
    yes: Bools,
    *,
    weights: Floats | None = None,
    unseen: float = 0.0,
) -> float:
    """The threshold with the best F1 of probabilities (n,), half way to the next lower one; 0.5 where no item has the label.

    Of equal ones the highest. `unseen` have the label and no probability, such as objects that were not found at all.

    >>> best(np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, True, False, False]))
    0.5
    """
    if not yes.any():
        return _NEVER_KNOWN
    order = np.argsort(-outputs, kind="stable")
    w = (np.ones(len(yes)) if weights is None else weights)[order]
    right = np.cumsum(w * yes[order])
    f1 = 2 * right / (np.cumsum(w) + right[-1] + unseen)
    return _under(outputs[order].astype(np.float64), f1)


def _expect(outputs: NDArray[np.floating[Any]], threshold: float, *, weights: Floats) -> _Micro:
    said, right = outputs >= threshold, weights * outputs
    entries = max(float(weights[said].sum() + right.sum()), 1e-12)
    return _Micro(2 * float(right[said].sum()) / entries, entries)


def _own(outputs: NDArray[np.floating[Any]], weights: Floats, *, k: int, micro: _Micro) -> float:
    """What it adds to F1 of all together to say one more label of probability p is (2 p - F1) / entries, to first order."""
    order = np.argsort(-outputs, kind="stable")
    falling = outputs[order].astype(np.float64)
    said, right = np.cumsum(weights[order]), np.cumsum(weights[order] * falling)
    alone = 2 * right / (said + right[-1])
    together = (2 * right - micro.f1 * said) / micro.entries
    return _under(falling, alone / k + TOGETHER * together)


def _under(falling: Floats, value: Floats) -> float:
    """Half way under the number up to which `value` is best; items of the same number come together."""
    is_last = np.append(falling[1:] < falling[:-1], True)
    cut = int(np.argmax(np.where(is_last, value, -np.inf)))
    lower = falling[cut + 1] if cut + 1 < len(falling) else 0.0
    return float((falling[cut] + lower) / 2)
