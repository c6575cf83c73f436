"""Rows of features that are read block by block."""

from __future__ import annotations

from collections.abc import Iterator
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
