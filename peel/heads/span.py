"""Standardised features in the coordinates of their own span, where every closed form is cheap."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from peel.heads.rows import Array
from peel.heads.supervision import Supervision

# Below 1e-3 the weights of rows that a plane separates grow until single precision, in which the file counts, shows.
SHRINKAGES = tuple(float(f"{10**e:.4g}") for e in np.linspace(-3, 1, 9))
_RANK_TOLERANCE = 1e-10


@dataclass(frozen=True, kw_only=True)
class Span:
    """n standardised rows (n, d) as `coordinates` (n, r), r <= min(n, d): the features themselves where n > d.

    Distances and products between rows are those of the d features exactly.
    """

    rows: Array
    coordinates: Array

    @property
    def width(self) -> int:
        """d, the number of features before the reduction."""
        return int(self.rows.shape[1])

    @functools.cached_property
    def principal(self) -> tuple[Array, Array]:
        """Orthonormal directions of the rows (n, r) and the sums of squares along them (r,), falling."""
        c = self.coordinates
        if len(c) <= self.width:  # they are principal already
            energy = (c**2).sum(0)
            return c / np.sqrt(energy), energy
        energy, v = _eigen(c.T @ c)
        return c @ v / np.sqrt(energy), energy


def span(rows: Array) -> Span:
    """The span of standardised rows (n, d); one n x n eigendecomposition where n <= d, else nothing to do."""
    n, d = rows.shape
    if n > d:
        return Span(rows=rows, coordinates=rows)
    energy, u = _eigen(rows @ rows.T)
    return Span(rows=rows, coordinates=u * np.sqrt(energy))


def _eigen(product: Array) -> tuple[Array, Array]:
    """Eigenvalues above rounding error, falling, and their vectors as columns."""
    energy, v = np.linalg.eigh(product)
    keep = energy > _RANK_TOLERANCE * max(energy[-1], 1e-300)
    return energy[keep][::-1], v[:, keep][:, ::-1]


def unit(total: float, targets: Supervision, *, width: int) -> float:
    """What a shrinkage of 1 adds to the sums of squares of `width` standardised features, `total` in all.

    Their mean, at least the rows that are left when the means are known (n - k of k classes). A feature that varies by its scale has as many. Where most vary by less, because rounding
    gave the scale (see peel.heads.scaling), the mean would be next to nothing, and so would all that holds weights down.
    """
    return max(total / width, float(targets.freedom), 1e-12)
