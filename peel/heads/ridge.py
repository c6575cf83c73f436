"""Ridge regression on class indicators: exact leave-one-out scores from the hat matrix.

**Source**: the leave-one-out residual (y - Hy) / (1 - h_ii); equal to refitting without each row
(tests/contract/test_heads.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peel.heads.classes import Array, Classes
from peel.heads.linear import Linear
from peel.heads.span import SHRINKAGES, Scaling, Span


def leave_one_out(
    span: Span, classes: Classes, *, shrinkages: Sequence[float] = SHRINKAGES
) -> Array:
    """(len(shrinkages), n, k) scores of every row by the model that was fitted without it. O(n k r) a shrinkage.

    The rows of `span` are centred; the intercept adds 1/n to each leverage.
    """
    n, targets = len(classes), np.eye(classes.k)[classes.y]
    centred = targets - targets.mean(0)
    u = span.coordinates / np.sqrt(span.energy)
    projected = u.T @ centred
    result = np.empty((len(shrinkages), n, classes.k))
    for i, shrinkage in enumerate(shrinkages):
        kept = span.energy / (span.energy + _ridge(span, shrinkage))
        leverage = (u**2) @ kept + 1 / n
        residual = (centred - (u * kept) @ projected) / np.maximum(1 - leverage, 1e-12)[:, None]
        result[i] = targets - residual
    return result


def fit(span: Span, classes: Classes, *, shrinkage: float, scaling: Scaling) -> Linear:
    """The head on all rows."""
    targets = np.eye(classes.k)[classes.y]
    gain = 1 / (span.energy + _ridge(span, shrinkage))
    inner = gain[:, None] * (span.coordinates.T @ (targets - targets.mean(0)))
    return Linear(scaling=scaling, weight=span.basis @ inner, bias=targets.mean(0))


def _ridge(span: Span, shrinkage: float) -> float:
    return shrinkage * float(span.energy.sum()) / span.width
