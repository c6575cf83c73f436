"""Linear discriminant analysis with a shrunk scatter: exact leave-one-out scores at every shrinkage from one eigendecomposition.

Source: the rank-one downdate of the within-class scatter; A = S + shrinkage * trace(S) / d * I with S the sum
of squares within the classes. Equal to refitting without each row (tests/contract/test_heads.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.heads.linear import Linear
from peel.heads.span import SHRINKAGES, Array, Scaling, Span, class_means

_ALONE = -1e3


def leave_one_out(
    span: Span, y: NDArray[np.int64], n_classes: int, *, shrinkages: Sequence[float] = SHRINKAGES
) -> Array:
    """(len(shrinkages), n, k) scores of every row by the model that was fitted without it. O(n k r) a shrinkage.

    A row that is alone in its class cannot be known without it: its own class gets -1000.
    """
    counts = np.bincount(y, minlength=n_classes).astype(np.float64)
    means, scatter, directions = _scatter(span, y, n_classes)
    x, m = span.coordinates @ directions, means @ directions
    alone = counts[y] < 2
    beta = np.where(alone, 1.0, counts[y] / np.maximum(counts[y] - 1, 1))
    prior = _log_prior_without_row(counts, y)
    result = np.empty((len(shrinkages), len(y), n_classes))
    for i, shrinkage in enumerate(shrinkages):
        weight = 1.0 / (scatter + _ridge(scatter, shrinkage, span.width))
        result[i] = (
            _scores_without_row(x, m, weight, y=y, beta=beta) * (len(y) - 1 - n_classes) + prior
        )
    result[:, alone, y[alone]] = _ALONE
    return result


def fit(
    span: Span, y: NDArray[np.int64], n_classes: int, *, shrinkage: float, scaling: Scaling
) -> Linear:
    """The head on all rows: L_k = (n - k) (x' A^-1 m_k - m_k' A^-1 m_k / 2) + log prior, linear in x."""
    counts = np.bincount(y, minlength=n_classes).astype(np.float64)
    means, scatter, directions = _scatter(span, y, n_classes)
    inverse = 1.0 / (scatter + _ridge(scatter, shrinkage, span.width))
    m = means @ directions
    factor = max(len(y) - n_classes, 1)
    weight = factor * span.basis @ (directions @ (inverse[:, None] * m.T))
    bias = -0.5 * factor * (m**2 @ inverse) + np.log(np.maximum(counts, 0.5) / len(y))
    return Linear(scaling=scaling, weight=weight, bias=bias)


def _scatter(span: Span, y: NDArray[np.int64], n_classes: int) -> tuple[Array, Array, Array]:
    means = class_means(span.coordinates, y, n_classes)
    within = span.coordinates - means[y]
    scatter, directions = np.linalg.eigh(within.T @ within)
    return means, np.maximum(scatter, 0.0), directions


def _ridge(scatter: Array, shrinkage: float, width: int) -> float:
    return max(shrinkage * float(scatter.sum()) / width, 1e-12)


def _log_prior_without_row(counts: Array, y: NDArray[np.int64]) -> Array:
    left = np.repeat(counts[None], len(y), 0)
    left[np.arange(len(y)), y] -= 1
    return np.log(np.maximum(left, 0.5) / max(len(y) - 1, 1))


def _scores_without_row(
    x: Array, m: Array, weight: Array, *, y: NDArray[np.int64], beta: Array
) -> Array:
    """-1/2 of every row's squared distances to the class means, the row itself taken out of mean and scatter."""
    rows = np.arange(len(y))
    xm, mm, xx = (x * weight) @ m.T, (m * weight) @ m.T, (x**2) @ weight
    distance = xx[:, None] - 2 * xm + np.diag(mm)[None]
    own = xm[rows, y][:, None]
    cross = xx[:, None] - own - xm + mm[y]
    a = distance[rows, y]
    distance[rows, y], cross[rows, y] = beta**2 * a, beta * a
    return -0.5 * (distance + beta[:, None] * cross**2 / np.maximum(1 - beta * a, 1e-12)[:, None])
