"""Scores of rows by models that were fitted without their whole fold."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from peel.heads.classes import Array, Classes
from peel.heads.span import SHRINKAGES, span


def out_of_fold(
    rows: Array, classes: Classes, *, forms: Sequence[ModuleType], folds: NDArray[np.int64]
) -> list[Array]:
    """For each closed form (len(SHRINKAGES), n, k) scores of standardised rows (n, d), each fold by the others' model.

    One span a fold serves all forms. `folds` (n,) holds whole families together, so that what siblings
    lend each other in a leave-one-out score is not lent here. Costs about as many spans as there are folds.
    """
    results = [np.empty((len(SHRINKAGES), len(classes), classes.k)) for _ in forms]
    for fold in np.unique(folds):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        middle = rows[rest].mean(0)
        part = span(rows[rest] - middle)
        new = part.project(rows[held] - middle)
        for form, result in zip(forms, results, strict=True):
            result[:, held] = form.held_out(part, classes[rest], new=new)
    return results
