"""From which probability on a label holds: where F1 of held-out answers is best, drawn to one threshold for all."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# So many items that have a label make its own threshold count half. Docs: decision 0027.
HALF = 20
_NEVER_KNOWN = 0.5


def choose(outputs: NDArray[np.floating[Any]], targets: NDArray[np.int8]) -> Floats:
    """(k,) thresholds from held-out probabilities (n, k) and targets (n, k): 1 yes, 0 no, -1 unknown.

    A label's own best threshold counts n+ / (n+ + 20), n+ the items that have it, and the one that is best for all
    labels together counts the rest: by themselves, the thresholds of rare labels are noise.
    """
    known, yes = targets >= 0, targets == 1
    common = best(outputs[known], yes[known])
    own = np.array(
        [best(outputs[known[:, j], j], yes[known[:, j], j]) for j in range(yes.shape[1])]
    )
    weight = yes.sum(axis=0) / (yes.sum(axis=0) + HALF)
    return np.asarray(weight * own + (1 - weight) * common, np.float64)


def best(outputs: NDArray[np.floating[Any]], yes: Bools) -> float:
    """The threshold with the best F1 of probabilities (n,), half way to the next lower one; 0.5 where no item has the label.

    Of equal ones the highest.

    >>> best(np.array([0.9, 0.6, 0.4, 0.1]), np.array([True, True, False, False]))
    0.5
    """
    if not yes.any():
        return _NEVER_KNOWN
    order = np.argsort(-outputs, kind="stable")
    falling = outputs[order].astype(np.float64)
    f1 = 2 * np.cumsum(yes[order]) / (np.arange(1, len(yes) + 1) + yes.sum())
    is_last = np.append(falling[1:] < falling[:-1], True)  # items of the same score come together
    cut = int(np.argmax(np.where(is_last, f1, -1.0)))
    lower = falling[cut + 1] if cut + 1 < len(falling) else 0.0
    return float((falling[cut] + lower) / 2)
