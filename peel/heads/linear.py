"""A fitted linear head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from peel.heads.rows import Array
from peel.heads.scaling import Scaling


class Plane(NamedTuple):
    """Scores = coordinates (n, r) @ weight (r, k) + bias (k,)."""

    weight: Array
    bias: Array

    def __call__(self, coordinates: Array) -> Array:
        """(n, k) scores."""
        return coordinates @ self.weight + self.bias


@dataclass(frozen=True, kw_only=True)
class Linear:
    """Scores = standardised features @ weight (d, k) + bias (k,)."""

    scaling: Scaling
    weight: Array
    bias: Array

    def __call__(self, x: NDArray[np.floating]) -> Array:
        """(n, k) scores of (n, d) features."""
        return self.scaling(x) @ self.weight + self.bias


def solve_positive(matrix: Array, ridge: float, *, targets: Array) -> Array:
    """(matrix + ridge I)^-1 targets, for a matrix (r, r) that is a sum of squares."""
    shrunk = matrix + ridge * np.eye(len(matrix))
    return np.asarray(scipy.linalg.solve(shrunk, targets, assume_a="pos"), np.float64)
