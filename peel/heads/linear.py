"""A fitted linear head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel.heads.classes import Array
from peel.heads.span import Scaling


@dataclass(frozen=True, kw_only=True)
class Linear:
    """Scores = standardised features @ weight (d, k) + bias (k,)."""

    scaling: Scaling
    weight: Array
    bias: Array

    def __call__(self, x: NDArray[np.floating]) -> Array:
        """(n, k) scores of (n, d) features."""
        return self.scaling(x) @ self.weight + self.bias
