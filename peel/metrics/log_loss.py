"""Log loss: what the probabilities cost, in nats."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# The file answers in float32, so a smaller probability is no statement; scikit-learn clips there too.
SMALLEST = float(np.finfo(np.float32).eps)
HIGHEST = -math.log(SMALLEST)


def item_losses(
    probabilities: NDArray[np.floating], targets: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(n,) losses -log p(target), each between 0 and 15.9 nats.

    >>> item_losses(np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0, 1])).round(3).tolist()
    [0.693, 15.942]
    """
    chosen = probabilities[np.arange(len(targets)), targets].astype(np.float64)
    losses: NDArray[np.float64] = -np.log(np.clip(chosen, SMALLEST, 1.0))
    return losses


def log_loss(losses: NDArray[np.float64], *, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """(b,) means of the items' losses (n,) under weights (b, n).

    >>> log_loss(np.array([0.0, 2.0]), weights=np.ones((1, 2))).tolist()
    [1.0]
    """
    means: NDArray[np.float64] = (weights * losses).sum(axis=1) / weights.sum(axis=1)
    return means
