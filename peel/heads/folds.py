"""Scores of rows by models that were fitted without their whole fold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from peel.heads.classes import Array, Classes
from peel.heads.fit import embed
from peel.heads.forms import FORMS
from peel.heads.span import scaling


def out_of_fold(
    x: NDArray[np.floating],
    classes: Classes,
    *,
    wanted: Mapping[str, Sequence[float]],
    folds: NDArray[np.int64],
) -> dict[str, Array]:
    """(len(shrinkages), n, k) scores of the rows of features x (n, d) by form, each fold by the others' model.

    `wanted` names closed forms with their shrinkages. Everything is fitted inside: also the scaling, which knows
    labels. `folds` (n,) holds whole families together, so that what siblings lend each other in a leave-one-out
    score is not lent here. O(folds (n^2 d + n^3 shrinkages)) where n < d.
    """
    found = {name: np.empty((len(s), len(classes), classes.k)) for name, s in wanted.items()}
    for fold in np.unique(folds):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        scale = scaling(x[rest], classes[rest])
        base = embed(scale(x[rest]))
        new = base.project(scale(x[held]))
        for name, shrinkages in wanted.items():
            planes = FORMS[name].solve(
                base.coordinates, classes[rest], shrinkages=shrinkages, width=x.shape[1]
            )
            for place, plane in enumerate(planes):
                found[name][place, held] = _bounded(plane(new), seen=classes[rest].counts > 0)
    return found


def _bounded(scores: Array, *, seen: NDArray[np.bool_]) -> Array:
    """(m, k) scores in which a class that no other fold has is as unlikely as the least likely of the `seen` ones.

    Were it impossible, its rows, which nothing could tell, would alone decide the temperature of all. It must not
    win a tie, so where one class alone is seen, nothing is changed.
    """
    if seen.sum() < 2:
        return scores
    return np.where(seen, scores, scores[:, seen].min(axis=1, keepdims=True))
