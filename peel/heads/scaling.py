"""Features put on one scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel.heads.rows import Array, Rows

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


def floored(mean: Array, deviation: Array) -> Scaling:
    """The scaling of features with this mean and deviation (d,). What hardly varies is rounding.

    No scale is smaller than 0.005, than 1/256 of the feature's mean or than a thousandth of the median scale.
    """
    least = max(_ROOT_FLOOR, _SCALE_FLOOR * float(np.median(deviation)))
    floor = np.maximum(least, _STEPS_FLOOR * np.abs(mean))
    return Scaling(mean=mean, scale=np.maximum(deviation, floor))
