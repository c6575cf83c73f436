"""The mean of several heads as one model, and temperatures that make scores into honest probabilities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.heads.classes import Array

_FLOOR = 1e-12
_STEPS = 30


def probabilities(scores: Array, temperature: float = 1.0) -> Array:
    """Softmax of (..., k) scores over their temperature."""
    z = scores / temperature
    z = np.exp(z - z.max(-1, keepdims=True))
    return np.asarray(z / z.sum(-1, keepdims=True))


def log_loss(p: Array, y: NDArray[np.int64]) -> float:
    """Mean negative log of the probability of the right class, in nats."""
    return float(-np.log(np.maximum(p[np.arange(len(y)), y], _FLOOR)).mean())


def temperature(scores: Array, y: NDArray[np.int64]) -> float:
    """The temperature with the least log loss of (n, k) scores, by Newton's method on its inverse (a convex problem).

    Kept within 1e-3 .. 1e6 of the scores' own scale, so that perfectly separated rows end somewhere.
    """
    z = scores - scores.max(1, keepdims=True)
    spread = float(np.median(np.abs(z).max(1))) or 1.0
    z, rows = z / spread, np.arange(len(y))
    low, high, b = 1e-3, 1e3, 1.0
    for _ in range(_STEPS):
        p = probabilities(b * z)
        mean = (p * z).sum(1)
        slope = float((mean - z[rows, y]).mean())
        curve = float(((p * z**2).sum(1) - mean**2).mean())
        low, high = (b, high) if slope < 0 else (low, b)
        step = b - slope / max(curve, 1e-12)
        step = step if low < step < high else float(np.sqrt(low * high))
        if abs(step - b) <= 1e-6 * b:
            break
        b = step
    return spread / b


def mean_of(members: Sequence[Array]) -> Array:
    """The mean of several (n, k) probabilities, summed in their order."""
    total = np.zeros_like(members[0])
    for member in members:
        total = total + member
    return total / len(members)


def as_scores(p: Array) -> Array:
    """Logarithms of probabilities, so that a mean can be given a temperature of its own."""
    return np.log(np.maximum(p, _FLOOR))
