"""The classes of the training rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Classes:
    """`y` (n,) class of every row, as 0..k-1, and `k`, the number of classes; a class may have no row."""

    y: NDArray[np.int64]
    k: int

    def __len__(self) -> int:
        """n, the number of rows."""
        return len(self.y)

    @property
    def counts(self) -> Array:
        """(k,) rows of every class."""
        return np.bincount(self.y, minlength=self.k).astype(np.float64)

    def means(self, x: Array) -> Array:
        """(k, d) mean of the rows (n, d) of every class; zeros for a class without rows."""
        sums = np.zeros((self.k, x.shape[1]))
        np.add.at(sums, self.y, x)
        return sums / np.maximum(self.counts, 1)[:, None]

    def __getitem__(self, places: NDArray[np.int64]) -> Classes:
        """The same classes for some of the rows."""
        return Classes(self.y[places], self.k)
