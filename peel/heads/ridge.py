"""Ridge regression on class indicators: exact leave-one-out scores from the hat matrix.

**Source**: the leave-one-out residual (y - Hy) / (1 - h_ii); equal to refitting without each row
(tests/contract/test_closed_forms.py).
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
    u, energy = span.principal
    projected = u.T @ centred
    result = np.empty((len(shrinkages), n, classes.k))
    for i, shrinkage in enumerate(shrinkages):
        kept = energy / (energy + _ridge(span, shrinkage))
        leverage = (u**2) @ kept + 1 / n
        residual = (centred - (u * kept) @ projected) / np.maximum(1 - leverage, 1e-12)[:, None]
        result[i] = targets - residual
    return result


def held_out(
    span: Span, classes: Classes, *, new: Array, shrinkages: Sequence[float] = SHRINKAGES
) -> Array:
    """(len(shrinkages), m, k) scores of other rows, given as coordinates (m, r), by the model of the rows of `span`."""
    targets = np.eye(classes.k)[classes.y]
    u, energy = span.principal
    along = np.sqrt(energy)
    projected = u.T @ (targets - targets.mean(0))
    x = new @ (span.coordinates.T @ (u / along))
    result = np.empty((len(shrinkages), len(new), classes.k))
    for i, shrinkage in enumerate(shrinkages):
        gain = along / (energy + _ridge(span, shrinkage))
        result[i] = x @ (gain[:, None] * projected) + targets.mean(0)
    return result


def fit(span: Span, classes: Classes, *, shrinkage: float, scaling: Scaling) -> Linear:
    """The head on all rows."""
    c, targets = span.coordinates, np.eye(classes.k)[classes.y]
    penalty = _ridge(span, shrinkage) * np.eye(c.shape[1])
    weight = np.linalg.solve(c.T @ c + penalty, c.T @ (targets - targets.mean(0)))
    return Linear(scaling=scaling, weight=span.to_features(weight), bias=targets.mean(0))


def _ridge(span: Span, shrinkage: float) -> float:
    return shrinkage * float((span.coordinates**2).sum()) / span.width
