"""Linear discriminant analysis with a shrunk scatter: exact leave-one-out scores at every shrinkage from one eigendecomposition.

**Source**: the rank-one downdate of the within-class scatter; A = S + shrinkage * unit * I (peel.heads.span.unit) with S the
sum of squares within the classes. Equal to refitting without each row (tests/contract/test_closed_forms.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel.heads.classes import Classes
from peel.heads.linear import Plane, solve_positive
from peel.heads.rows import Array, Rows, blocks
from peel.heads.span import SHRINKAGES, Span, unit
from peel.heads.supervision import Head

_NEVER = -1e3


@dataclass(frozen=True, kw_only=True)
class _Axes:
    """Class means (k, r) and the scatter within the classes (r,) along its own axes (r, r)."""

    means: Array
    scatter: Array
    axes: Array
    unit: float

    def inverse(self, shrinkage: float) -> Array:
        """The diagonal of A^-1."""
        return np.asarray(1.0 / (self.scatter + shrinkage * self.unit))


def leave_one_out(
    span: Span, classes: Classes, *, shrinkages: Sequence[float] = SHRINKAGES
) -> Array:
    """(len(shrinkages), n, k) scores of every row by the model that was fitted without it. O(n k r) a shrinkage.

    A row that is alone in its class cannot be known without it: its own class is as unlikely as the least likely other
    one (of two classes: never answered). Were it impossible, that row alone would decide the temperature of all.
    """
    y, counts, n = classes.y, classes.counts, len(classes)
    along = _along_axes(span, classes)
    x = span.coordinates @ along.axes
    alone, rows = counts[y] < 2, np.arange(n)
    beta = np.where(alone, 1.0, counts[y] / np.maximum(counts[y] - 1, 1))
    prior, factor = _log_prior_without_row(classes), max(n - 1 - classes.k, 1)
    result = np.empty((len(shrinkages), n, classes.k))
    for i, shrinkage in enumerate(shrinkages):
        distance, cross = _distances(x, along.means, inverse=along.inverse(shrinkage), y=y)
        a = distance[rows, y]
        distance[rows, y], cross[rows, y] = beta**2 * a, beta * a
        distance += (beta / np.maximum(1 - beta * a, 1e-12))[:, None] * cross**2
        result[i] = -0.5 * factor * distance + prior
    for row in np.flatnonzero(alone):
        others = np.delete(result[:, row], y[row], axis=1)
        result[:, row, y[row]] = others.min(axis=1) if classes.k > 2 else _NEVER
    return result


def solve(
    coordinates: Rows, classes: Classes, *, shrinkages: Sequence[float], width: int
) -> list[Plane]:
    """The head at each shrinkage, of rows given as coordinates (n, r) of their `width` features; r x r, a Cholesky each.

    L_k = (n - k) (x' A^-1 m_k - m_k' A^-1 m_k / 2) + log prior, linear in x. A class without rows is never answered.
    """
    means, scatter = _scatter(coordinates, classes)
    factor, one = (
        max(len(classes) - classes.k, 1),
        unit(float(np.trace(scatter)), classes, width=width),
    )
    planes = []
    for shrinkage in shrinkages:
        weight = factor * solve_positive(scatter, shrinkage * one, targets=means.T)
        bias = -0.5 * (means * weight.T).sum(1) + _log_prior(classes)
        planes.append(Plane(weight, np.where(classes.counts > 0, bias, _NEVER)))
    return planes


def _scatter(coordinates: Rows, classes: Classes) -> tuple[Array, Array]:
    means = classes.means(coordinates)
    scatter = np.zeros((means.shape[1], means.shape[1]))
    for block in blocks(len(classes)):
        within = coordinates[block] - means[classes.y[block]]
        scatter += within.T @ within
    return means, scatter


def _along_axes(span: Span, classes: Classes) -> _Axes:
    means, scatter = _scatter(span.coordinates, classes)
    energy, axes = np.linalg.eigh(scatter)
    energy = np.maximum(energy, 0.0)
    one = unit(float(np.trace(scatter)), classes, width=span.width)
    return _Axes(means=means @ axes, scatter=energy, axes=axes, unit=one)


def _log_prior(classes: Classes) -> Array:
    return np.asarray(np.log(np.maximum(classes.counts, 0.5) / len(classes)))


def _log_prior_without_row(classes: Classes) -> Array:
    n = len(classes)
    left = np.repeat(classes.counts[None], n, 0)
    left[np.arange(n), classes.y] -= 1
    return np.asarray(np.log(np.maximum(left, 0.5) / max(n - 1, 1)))


def _distances(
    x: Array, means: Array, *, inverse: Array, y: NDArray[np.int64]
) -> tuple[Array, Array]:
    """D_k = (x - m_k)' A^-1 (x - m_k) and q_k = (x - m_k)' A^-1 (x - m_own), both (n, k)."""
    weighted = means * inverse
    xm, mm, xx = x @ weighted.T, weighted @ means.T, ((x**2) @ inverse)[:, None]
    own = xm[np.arange(len(y)), y][:, None]
    return xx - 2 * xm + np.diag(mm)[None], xx - own - xm + mm[y]


LDA = Head(name="lda", shrinkages=SHRINKAGES, solve=solve, leave_one_out=leave_one_out)
