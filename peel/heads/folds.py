"""Scores of rows by models that were fitted without their whole fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from peel.heads.fit import embed
from peel.heads.rows import Array
from peel.heads.supervision import Head, Supervision


def out_of_fold(
    x: NDArray[np.floating],
    targets: Supervision,
    *,
    wanted: Mapping[Head, Sequence[float]],
    folds: NDArray[np.int64],
) -> dict[str, Array]:
    """(len(shrinkages), n, k) scores of the rows of features x (n, d) by head, each fold by the others' model.

    `wanted` are heads with their shrinkages. Everything is fitted inside: also the scaling, which knows
    labels. `folds` (n,) holds whole families together, so that what siblings lend each other in a leave-one-out
    score is not lent here. O(folds (n^2 d + n^3 shrinkages)) where n < d.
    """
    found = {head.name: np.empty((len(s), len(targets), targets.k)) for head, s in wanted.items()}
    for fold in np.unique(folds):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        scale = targets[rest].scaling(x[rest])
        base = embed(scale(x[rest]))
        new = base.project(scale(x[held]))
        for head, shrinkages in wanted.items():
            planes = head.solve(
                base.coordinates, targets[rest], shrinkages=shrinkages, width=x.shape[1]
            )
            for place, plane in enumerate(planes):
                found[head.name][place, held] = targets[rest].bound(plane(new))
    return found
