"""Ridge regression on class indicators: exact leave-one-out scores from the hat matrix.

Source: the leave-one-out residual (y - Hy) / (1 - h_ii); equal to refitting without each row.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.heads.linear import Linear
from peel.heads.span import SHRINKAGES, Array, Scaling, Span


def leave_one_out(
    span: Span, y: NDArray[np.int64], n_classes: int, *, shrinkages: Sequence[float] = SHRINKAGES
) -> Array:
    """(len(shrinkages), n, k) scores of every row by the model that was fitted without it. O(n k r) a shrinkage.

    The rows of `span` are centred; the intercept adds 1/n to each leverage.
    """
    targets = np.eye(n_classes)[y]
    centred = targets - targets.mean(0)
    u = span.coordinates / np.sqrt(span.energy)
    projected = u.T @ centred
    result = np.empty((len(shrinkages), len(y), n_classes))
    for i, shrinkage in enumerate(shrinkages):
        kept = span.energy / (span.energy + _ridge(span, shrinkage))
        fitted = (u * kept) @ projected
        leverage = (u**2) @ kept + 1 / len(y)
        residual = (centred - fitted) / np.maximum(1 - leverage, 1e-12)[:, None]
        result[i] = targets - residual
    return result


def fit(
    span: Span, y: NDArray[np.int64], n_classes: int, *, shrinkage: float, scaling: Scaling
) -> Linear:
    """The head on all rows."""
    targets = np.eye(n_classes)[y]
    gain = 1 / (span.energy + _ridge(span, shrinkage))
    inner = gain[:, None] * (span.coordinates.T @ (targets - targets.mean(0)))
    return Linear(scaling=scaling, weight=span.basis @ inner, bias=targets.mean(0))


def _ridge(span: Span, shrinkage: float) -> float:
    return shrinkage * float(span.energy.sum()) / span.width
