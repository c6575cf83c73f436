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


def choose(outputs: NDArray[np.floating[Any]], targets: NDArray[np.int8]) -> Floats:
    """(k,) thresholds from calibrated held-out probabilities (n, k) and targets (n, k): 1 yes, 0 no, -1 unknown.

    A label's own threshold counts n+ / (n+ + 20), n+ the items that have it, and the one that is best for all labels
    together counts the rest: by themselves, the thresholds of rare labels are noise. The own one is where the mean of
    F1 over the labels and a quarter of F1 of all together would be best if the probabilities are right: they say that
    with less noise than the few items do.
    """
    known, yes = targets >= 0, targets == 1
    k, having = yes.shape[1], yes.sum(axis=0)
    common = best(outputs[known], yes[known])
    micro = _expect(outputs[known], common)
    own = [
        _own(outputs[known[:, j], j], k=k, micro=micro) if having[j] else common for j in range(k)
    ]
    weight = having / (having + HALF)
    return np.asarray(weight * np.array(own) + (1 - weight) * common, np.float64)


def best(outputs: NDArray[np.floating[Any]], yes: Bools) -> float:
    """The threshold with the best F1 of probabilities (n,), half way to the next lower one; 0.5 where no item has the label.

    Of equal ones the highest.

    >>> best(np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, True, False, False]))
    0.5
    """
    if not yes.any():
        return _NEVER_KNOWN
    order = np.argsort(-outputs, kind="stable")
    f1 = 2 * np.cumsum(yes[order]) / (np.arange(1, len(yes) + 1) + yes.sum())
    return _under(outputs[order].astype(np.float64), f1)


def _expect(outputs: NDArray[np.floating[Any]], threshold: float) -> _Micro:
    said = outputs >= threshold
    entries = float(said.sum() + outputs.sum())
    return _Micro(2 * float(outputs[said].sum()) / max(entries, 1e-12), max(entries, 1e-12))


def _own(outputs: NDArray[np.floating[Any]], *, k: int, micro: _Micro) -> float:
    """What it adds to F1 of all together to say one more label of probability p is (2 p - F1) / entries, to first order."""
    falling = np.sort(outputs)[::-1].astype(np.float64)
    said, right = np.arange(1, len(falling) + 1), np.cumsum(falling)
    alone = 2 * right / (said + right[-1])
    together = (2 * right - micro.f1 * said) / micro.entries
    return _under(falling, alone / k + TOGETHER * together)


def _under(falling: Floats, value: Floats) -> float:
    """Half way under the number up to which `value` is best; items of the same number come together."""
    is_last = np.append(falling[1:] < falling[:-1], True)
    cut = int(np.argmax(np.where(is_last, value, -np.inf)))
    lower = falling[cut + 1] if cut + 1 < len(falling) else 0.0
    return float((falling[cut] + lower) / 2)
