"""Linear discriminant analysis with a shrunk scatter: exact leave-one-out scores at every shrinkage from one eigendecomposition.

**Source**: the rank-one downdate of the within-class scatter; A = S + shrinkage * trace(S) / d * I with S the
sum of squares within the classes. Equal to refitting without each row (tests/contract/test_heads.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peel.heads.classes import Array, Classes
from peel.heads.linear import Linear
from peel.heads.span import SHRINKAGES, Scaling, Span

_NEVER = -1e3


@dataclass(frozen=True, kw_only=True)
class _Rotated:
    """Rows (n, r) and class means (k, r) along the axes of the within-class scatter (r,)."""

    rows: Array
    means: Array
    scatter: Array
    axes: Array
    width: int

    def inverse(self, shrinkage: float) -> Array:
        """The diagonal of A^-1."""
        ridge = max(shrinkage * float(self.scatter.sum()) / self.width, 1e-12)
        return np.asarray(1.0 / (self.scatter + ridge))


def leave_one_out(
    span: Span, classes: Classes, *, shrinkages: Sequence[float] = SHRINKAGES
) -> Array:
    """(len(shrinkages), n, k) scores of every row by the model that was fitted without it. O(n k r) a shrinkage.

    A row that is alone in its class cannot be known without it: its own class gets -1000.
    """
    y, counts, n = classes.y, classes.counts, len(classes)
    rotated = _rotate(span, classes)
    alone = counts[y] < 2
    beta = np.where(alone, 1.0, counts[y] / np.maximum(counts[y] - 1, 1))
    prior, factor = _log_prior_without_row(classes), max(n - 1 - classes.k, 1)
    result = np.empty((len(shrinkages), n, classes.k))
    for i, shrinkage in enumerate(shrinkages):
        distance, cross = _distances(rotated, y, inverse=rotated.inverse(shrinkage))
        rows = np.arange(n)
        a = distance[rows, y]
        distance[rows, y], cross[rows, y] = beta**2 * a, beta * a
        left = np.maximum(1 - beta * a, 1e-12)
        distance += (beta / left)[:, None] * cross**2
        result[i] = -0.5 * factor * distance + prior
    result[:, alone, y[alone]] = _NEVER
    return result


def fit(span: Span, classes: Classes, *, shrinkage: float, scaling: Scaling) -> Linear:
    """The head on all rows: L_k = (n - k) (x' A^-1 m_k - m_k' A^-1 m_k / 2) + log prior, linear in x.

    A class without rows is never answered.
    """
    rotated = _rotate(span, classes)
    inverse, means = rotated.inverse(shrinkage), rotated.means
    factor = max(len(classes) - classes.k, 1)
    weight = factor * span.basis @ (rotated.axes @ (inverse[:, None] * means.T))
    prior = np.log(np.maximum(classes.counts, 0.5) / len(classes))
    bias = np.where(classes.counts > 0, -0.5 * factor * (means**2 @ inverse) + prior, _NEVER)
    return Linear(scaling=scaling, weight=weight, bias=bias)


def _rotate(span: Span, classes: Classes) -> _Rotated:
    means = classes.means(span.coordinates)
    within = span.coordinates - means[classes.y]
    scatter, axes = np.linalg.eigh(within.T @ within)
    return _Rotated(
        rows=span.coordinates @ axes,
        means=means @ axes,
        scatter=np.maximum(scatter, 0.0),
        axes=axes,
        width=span.width,
    )


def _log_prior_without_row(classes: Classes) -> Array:
    n = len(classes)
    left = np.repeat(classes.counts[None], n, 0)
    left[np.arange(n), classes.y] -= 1
    return np.asarray(np.log(np.maximum(left, 0.5) / max(n - 1, 1)))


def _distances(rotated: _Rotated, y: np.ndarray, *, inverse: Array) -> tuple[Array, Array]:
    """D_k = (x - m_k)' A^-1 (x - m_k) and q_k = (x - m_k)' A^-1 (x - m_own), both (n, k)."""
    x, m = rotated.rows, rotated.means
    xm, mm, xx = (x * inverse) @ m.T, (m * inverse) @ m.T, (x**2) @ inverse
    own = xm[np.arange(len(y)), y][:, None]
    return xx[:, None] - 2 * xm + np.diag(mm)[None], xx[:, None] - own - xm + mm[y]
