"""The classes of the training rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from peel.heads.rows import Array, Rows, blocks
from peel.heads.scaling import Scaling, floored


@dataclass(frozen=True)
class Classes:
    """`y` (n,) class of every row, as 0..k-1, and `k`, the number of classes; a class may have no row."""

    y: NDArray[np.int64]
    k: int
    is_scaled_by_answers: ClassVar[bool] = True

    def __len__(self) -> int:
        """n, the number of rows."""
        return len(self.y)

    @property
    def counts(self) -> Array:
        """(k,) rows of every class."""
        return np.bincount(self.y, minlength=self.k).astype(np.float64)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(k,) whether a class has a row."""
        return self.counts > 0

    @property
    def freedom(self) -> int:
        """The rows that are left when every class has its mean."""
        return len(self) - self.k

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

    def scaling(self, x: Rows) -> Scaling:
        """Mean over all rows and standard deviation within the classes (better log loss than the total one on 9 of 9 sets).

        x (n, d) features.
        """
        means, n = self.means(x), len(self)
        total, squares = np.zeros(x.shape[1]), np.zeros(x.shape[1])
        for block in blocks(n):
            rows = np.asarray(x[block], np.float64)
            total += rows.sum(0)
            squares += ((rows - means[self.y[block]]) ** 2).sum(0)
        return floored(total / n, np.sqrt(squares / max(self.freedom, 1)))

    def bound(self, scores: Array) -> Array:
        """(m, k) scores in which a class without rows is as unlikely as the least likely of those with some.

        Were it impossible, its rows, which nothing could tell, would alone decide the temperature of all. It must not
        win a tie, so where one class alone has rows, nothing is changed.
        """
        if self.seen.sum() < 2:
            return scores
        return np.where(self.seen, scores, scores[:, self.seen].min(axis=1, keepdims=True))
