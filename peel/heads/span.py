"""Standardised features in the coordinates of their own span, where every closed form is cheap."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel.heads.classes import Array, Classes, Rows, blocks

# Below 1e-3 the weights of rows that a plane separates grow until single precision, in which the file counts, shows.
SHRINKAGES = tuple(float(f"{10**e:.4g}") for e in np.linspace(-3, 1, 9))
_RANK_TOLERANCE = 1e-10
_SCALE_FLOOR = 1e-3
# What two programs that compute a feature may differ by: a square root near nothing turns 1e-5 into 3e-3, and half
# precision, in which features are kept, has a step of 1/1024. Less variation than that is rounding.
_ROOT_FLOOR, _STEPS_FLOOR = 5e-3, 1 / 256


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """`(x - mean) / scale` per feature; the scale is the standard deviation within the classes."""

    mean: Array
    scale: Array

    def __call__(self, x: NDArray[np.floating]) -> Array:
        """Standardise (n, d) features."""
        return (np.asarray(x, np.float64) - self.mean) / self.scale


@dataclass(frozen=True, kw_only=True)
class Scaled:
    """The standardised rows of x (n, d), computed when they are read: many rows stay where they are."""

    x: Rows
    scaling: Scaling

    @property
    def shape(self) -> tuple[int, ...]:
        """N and d."""
        return self.x.shape

    def __getitem__(self, block: slice) -> Array:
        """Some of the rows, standardised."""
        return self.scaling(self.x[block])


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


def scaling(x: Rows, classes: Classes) -> Scaling:
    """Mean over all rows and standard deviation within the classes (better log loss than the total one on 9 of 9 sets).

    x (n, d) features. What hardly varies is rounding: no scale is smaller than 0.005, than 1/256 of the feature's mean
    or than a thousandth of the median scale.
    """
    means, n = classes.means(x), len(classes)
    total, squares = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    for block in blocks(n):
        rows = np.asarray(x[block], np.float64)
        total += rows.sum(0)
        squares += ((rows - means[classes.y[block]]) ** 2).sum(0)
    scale = np.sqrt(squares / max(n - classes.k, 1))
    middle, least = total / n, max(_ROOT_FLOOR, _SCALE_FLOOR * float(np.median(scale)))
    floor = np.maximum(least, _STEPS_FLOOR * np.abs(middle))
    return Scaling(mean=middle, scale=np.maximum(scale, floor))


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


def unit(total: float, classes: Classes, *, width: int) -> float:
    """What a shrinkage of 1 adds to the sums of squares of `width` standardised features, `total` in all: their mean, at least n - k.

    A feature that varies by its scale has n - k within the classes. Where most vary by less, because rounding
    gave the scale (see `scaling`), the mean would be next to nothing, and so would all that holds weights down.
    """
    return max(total / width, float(len(classes) - classes.k), 1e-12)
