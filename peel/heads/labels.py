"""Several labels a row: yes, no or unknown for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.heads.rows import Array, Rows, blocks
from peel.heads.scaling import Scaling, floored

_NONE = 1e-12


class Group(NamedTuple):
    """The places of the labels that are known of the very same rows, and whether each row (n,) is known."""

    labels: NDArray[np.int64]
    known: NDArray[np.bool_]


class Counts(NamedTuple):
    """How many rows have each label, and of how many it is known: (k,) each."""

    yes: Array
    known: Array


@dataclass(frozen=True)
class Entries:
    """`values` (n, k): 1 yes, 0 no, -1 unknown; a label may be known of no row."""

    values: NDArray[np.int8]

    def __len__(self) -> int:
        """n, the number of rows."""
        return len(self.values)

    @property
    def known(self) -> NDArray[np.bool_]:
        """(n, k) whether an entry is known."""
        return np.asarray(self.values >= 0, np.bool_)

    @property
    def yes(self) -> NDArray[np.bool_]:
        """(n, k) whether an entry is a yes."""
        return np.asarray(self.values == 1, np.bool_)

    @property
    def _own(self) -> Counts:
        yes, known = (part.sum(axis=0).astype(np.float64) for part in (self.yes, self.known))
        return Counts(yes, known)


@dataclass(frozen=True)
class LabelMatrix(Entries):
    """The entries as heads learn them; `whole` counts the rows of which these are some, None where they are all."""

    whole: Counts | None = None
    is_scaled_by_answers: ClassVar[bool] = False

    @property
    def counts(self) -> Counts:
        """Of all rows."""
        return self.whole or self._own

    @property
    def weights(self) -> Array:
        """(n, k) for how many entries each stands, 1 in the mean of a label; 0 where unknown.

        Some rows may hold more of a rare label than all do: together they count as its share of all rows.
        """
        if self.whole is None:
            return self.known.astype(np.float64)
        share, mine = (one.yes / np.maximum(one.known, 1) for one in (self.whole, self._own))
        yes, no = share / np.maximum(mine, _NONE), (1 - share) / np.maximum(1 - mine, _NONE)
        return np.asarray(np.where(self.yes, yes, no) * self.known)

    @property
    def k(self) -> int:
        """The number of labels."""
        return int(self.values.shape[1])

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(k,) whether some rows have a label and some have it not."""
        return np.asarray(self.yes.any(0) & (self.values == 0).any(0), np.bool_)

    @property
    def freedom(self) -> int:
        """The rows that are left when the one mean is known."""
        return len(self) - 1

    def __getitem__(self, places: NDArray[np.int64]) -> LabelMatrix:
        """The same labels for some of the rows."""
        return LabelMatrix(self.values[places], self.counts)

    def scaling(self, x: Rows) -> Scaling:
        """Mean and standard deviation over all rows (n, d): rows of several labels have no class to vary within."""
        n, total, squares = len(self), np.zeros(x.shape[1]), np.zeros(x.shape[1])
        for block in blocks(n):
            total += np.asarray(x[block], np.float64).sum(0)
        mean = total / n
        for block in blocks(n):
            squares += ((np.asarray(x[block], np.float64) - mean) ** 2).sum(0)
        return floored(mean, np.sqrt(squares / max(self.freedom, 1)))

    def bound(self, scores: Array) -> Array:
        """(m, k) scores as they are: one that no row taught is the same for all rows, and wins nothing."""
        return scores


def groups(targets: LabelMatrix) -> Iterator[Group]:
    """Labels by the rows of which they are known, so that one matrix serves them all."""
    patterns, which = np.unique(np.packbits(targets.known, axis=0), axis=1, return_inverse=True)
    for pattern in range(patterns.shape[1]):
        labels = np.flatnonzero(which.ravel() == pattern)
        yield Group(labels=labels, known=targets.known[:, labels[0]])
