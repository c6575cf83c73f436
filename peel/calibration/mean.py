"""The mean of several heads as one model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peel.heads.rows import Array


def mean_of(members: Sequence[Array], weights: Sequence[float] | None = None) -> Array:
    """The mean of several (n, k) probabilities, summed in their order; `weights` say how much each counts.

    >>> mean_of([np.zeros((1, 2)), np.ones((1, 2))], [3, 1]).tolist()
    [[0.25, 0.25]]
    """
    if weights is None or len(set(weights)) == 1:
        weights = [1.0] * len(members)
    total = np.zeros_like(members[0])
    for member, weight in zip(members, weights, strict=True):
        total = total + weight * member
    return total / sum(weights)
