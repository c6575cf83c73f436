"""A closed form fitted on rows: their features scaled, in few coordinates, solved, and written back on the features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from peel.heads.linear import Linear
from peel.heads.rows import Array
from peel.heads.scaling import Scaled
from peel.heads.supervision import Head, Supervision

# Rows that depend on each other (they are centred) leave nothing to divide by: a ten-billionth of the mean square does.
_JITTER = 1e-10


@dataclass(frozen=True, kw_only=True)
class Embedding:
    """n standardised rows (n, d) as `coordinates` (n, r), r = min(n, d), with the same products between them.

    `root` (n, n) is the lower Cholesky factor of the rows' products where n <= d, else None and the rows are
    their own coordinates.
    """

    rows: Array
    root: Array | None

    @property
    def coordinates(self) -> Array:
        """(n, r)."""
        return self.rows if self.root is None else self.root

    def project(self, rows: Array) -> Array:
        """(m, r) coordinates of other standardised rows (m, d)."""
        if self.root is None:
            return rows
        return np.asarray(
            scipy.linalg.solve_triangular(self.root, self.rows @ rows.T, lower=True).T
        )

    def to_features(self, weight: Array) -> Array:
        """(d, k) weights on the features that do what `weight` (r, k) does on the coordinates."""
        if self.root is None:
            return weight
        solved = scipy.linalg.solve_triangular(self.root, weight, lower=True, trans="T")
        return np.asarray(self.rows.T @ solved)


def embed(rows: Array) -> Embedding:
    """The embedding of standardised rows (n, d): n x n where n <= d, else nothing to do."""
    n, d = rows.shape
    if n > d:
        return Embedding(rows=rows, root=None)
    products = rows @ rows.T
    products.flat[:: n + 1] += max(_JITTER * float(np.trace(products)) / n, 1e-300)
    return Embedding(rows=rows, root=np.asarray(np.linalg.cholesky(products), np.float64))


def fit(head: Head, x: NDArray[np.floating], *, targets: Supervision, shrinkage: float) -> Linear:
    """The head on all rows of features x (n, d); memory holds n x n or d x d, whichever is less."""
    s = targets.scaling(x)
    if len(x) > x.shape[1]:
        scaled = Scaled(x=x, scaling=s)
        (plane,) = head.solve(scaled, targets, shrinkages=[shrinkage], width=x.shape[1])
        return Linear(scaling=s, weight=plane.weight, bias=plane.bias)
    base = embed(s(x))
    (plane,) = head.solve(
        base.coordinates, targets, shrinkages=[shrinkage], width=base.rows.shape[1]
    )
    return Linear(scaling=s, weight=base.to_features(plane.weight), bias=plane.bias)
