"""The classes of the training rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
ROWS_AT_ONCE = 4096


def blocks(n: int) -> Iterator[slice]:
    """The rows in blocks, in their order: sums over many rows hold one block, and come out the same every time. Pure."""
    return (slice(first, first + ROWS_AT_ONCE) for first in range(0, n, ROWS_AT_ONCE))


class Rows(Protocol):
    """Rows (n, d) that can be read block by block: an array, in memory or on disk, or one that is computed on the way."""

    @property
    def shape(self) -> tuple[int, ...]:
        """N and d."""
        ...

    def __getitem__(self, block: slice, /) -> NDArray[Any]:
        """Some of the rows."""
        ...


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

    def means(self, x: Rows) -> Array:
        """(k, d) mean of the rows (n, d) of every class; zeros for a class without rows."""
        sums = np.zeros((self.k, x.shape[1]))
        for block in blocks(len(self)):
            # A product: seven times as fast as np.add.at.
            sums += np.eye(self.k)[self.y[block]].T @ np.asarray(x[block], np.float64)
        return sums / np.maximum(self.counts, 1)[:, None]

    def __getitem__(self, places: NDArray[np.int64]) -> Classes:
        """The same classes for some of the rows."""
        return Classes(self.y[places], self.k)
