"""The mean of several heads as one model, and temperatures that make scores into honest probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

FLOOR = 1e-12
_STEPS = 30
# Rows of any class that are added to a fit of a temperature; docs/decisions/0017 has the numbers.
PSEUDO_ROWS = 1.0


def probabilities(scores: Array, temperature: float = 1.0) -> Array:
    """Softmax of (..., k) scores over their temperature."""
    z = scores / temperature
    z = np.exp(z - z.max(-1, keepdims=True))
    return np.asarray(z / z.sum(-1, keepdims=True))


def log_loss(p: Array, y: NDArray[np.int64]) -> float:
    """Mean negative log of the probability of the right class, in nats."""
    return float(-np.log(np.maximum(p[np.arange(len(y)), y], FLOOR)).mean())


def cautious_loss(p: Array, y: NDArray[np.int64]) -> float:
    """The log loss of n rows and of PSEUDO_ROWS more, alike the others, whose class may be any.

    So the last row that is right costs something too: heads that tell all rows apart are still ranked, and
    nobody is surer than that many rows allow.
    """
    share = _pseudo_share(len(y))
    anything = float(-np.log(np.maximum(p, FLOOR)).mean())
    return (1 - share) * log_loss(p, y) + share * anything


def temperature(scores: Array, y: NDArray[np.int64]) -> float:
    """The temperature with the least cautious loss of (n, k) scores, by Newton's method on its inverse (a convex problem).

    Kept within 1e-3 .. 1e3 of the scores' own scale. The pseudo rows end it long before that: of n rows that
    are perfectly told apart, the typical one gets a probability of about 1 - PSEUDO_ROWS / n.

    **Source**: temperature scaling (Guo and others, 2017) with Laplace's pseudo-count.
    """
    z = scores - scores.max(1, keepdims=True)
    spread = float(np.median(np.abs(z).max(1))) or 1.0
    z, share = z / spread, _pseudo_share(len(y))
    wanted = float(((1 - share) * z[np.arange(len(y)), y] + share * z.mean(1)).mean())
    low, high, b = 1e-3, 1e3, 1.0
    for _ in range(_STEPS):
        p = probabilities(b * z)
        mean = (p * z).sum(1)
        slope = float(mean.mean()) - wanted
        curve = float(((p * z**2).sum(1) - mean**2).mean())
        low, high = (b, high) if slope < 0 else (low, b)
        step = b - slope / max(curve, 1e-12)
        step = step if low < step < high else float(np.sqrt(low * high))
        if abs(step - b) <= 1e-6 * b:
            break
        b = step
    return spread / b


def _pseudo_share(n: int) -> float:
    return PSEUDO_ROWS / (n + PSEUDO_ROWS)


def mean_of(members: Sequence[Array]) -> Array:
    """The mean of several (n, k) probabilities, summed in their order."""
    total = np.zeros_like(members[0])
    for member in members:
        total = total + member
    return total / len(members)


def as_scores(p: Array) -> Array:
    """Logarithms of probabilities, so that a mean can be given a temperature of its own."""
    return np.log(np.maximum(p, FLOOR))
