"""What heads learn from, and what a head is; any kind of problem brings its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from peel.heads.linear import Plane
from peel.heads.rows import Array, Rows
from peel.heads.scaling import Scaling


class Supervision(Protocol):
    """The targets of n rows, as heads of k columns of scores learn them."""

    @property
    def k(self) -> int:
        """Columns of scores."""
        ...

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(k,) whether these rows can teach a column anything."""
        ...

    @property
    def freedom(self) -> int:
        """The rows that are left when the means are known."""
        ...

    @property
    def is_scaled_by_answers(self) -> bool:
        """Whether the scaling depends on the targets, so that scores of rows that took part in it flatter."""
        ...

    def __len__(self) -> int:
        """n, the number of rows."""
        ...

    def __getitem__(self, places: NDArray[np.int64], /) -> Self:
        """The same for some of the rows."""
        ...

    def scaling(self, x: Rows) -> Scaling:
        """How features x (n, d) are put on one scale."""
        ...

    def bound(self, scores: Array) -> Array:
        """(m, k) scores of other rows, where columns that these rows cannot teach are no surer than the others."""
        ...


@dataclass(frozen=True, kw_only=True)
class Head:
    """A linear head: its name, the shrinkages that are tried, and how it is solved.

    `solve(coordinates, targets, shrinkages=, width=)` gives a Plane a shrinkage. `leave_one_out(span, targets,
    shrinkages=)` gives (shrinkages, n, k) scores of every row by the head without it; None where no closed form does.
    """

    name: str
    shrinkages: tuple[float, ...]
    solve: Callable[..., list[Plane]]
    leave_one_out: Callable[..., Array] | None = None

    @property
    def is_closed(self) -> bool:
        """Whether leave-one-out scores cost next to nothing."""
        return self.leave_one_out is not None


def by_name(heads: Sequence[Head]) -> dict[str, Head]:
    """The heads by their names."""
    return {head.name: head for head in heads}
