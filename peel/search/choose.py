"""The choice: the mean of the best heads of one network, and what it scores on items that its heads did not see."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.heads import mean
from peel.heads.forms import FORMS
from peel.heads.span import Array, scaling, span
from peel.search.trial import Candidate, rank
from peel.types.model import Member


def best_heads(candidates: Sequence[Candidate], y: NDArray[np.int64], n: int) -> list[Candidate]:
    """The n best heads of that network whose mean of them has the least log loss, leave-one-out. Pure."""
    networks = sorted({c.backbone for c in candidates})
    groups = [sorted((c for c in candidates if c.backbone == b), key=rank)[:n] for b in networks]
    return min(groups, key=lambda g: mean.log_loss(mean.mean_of([c.probabilities for c in g]), y))


def out_of_fold(
    vectors: dict[int, NDArray[np.floating]],
    y: NDArray[np.int64],
    folds: NDArray[np.int64],
    members: Sequence[tuple[Member, int]],
    n_classes: int,
) -> Array:
    """(n, k) probabilities of the mean of `members`, every fold by heads that were fitted on the others.

    `vectors` (n, d) per tap, `folds` (n,) with whole families in one fold, `members` with the width of their
    pooling. What siblings lend each other in a leave-one-out score is not lent here.
    """
    result = np.zeros((len(y), n_classes))
    for fold in np.unique(folds):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        parts = []
        for member, width in members:
            x = vectors[member.tap][:, :width]
            s = scaling(x[rest], y[rest], n_classes)
            head = FORMS[member.head].fit(
                span(s(x[rest])), y[rest], n_classes, shrinkage=member.shrinkage, scaling=s
            )
            parts.append(mean.probabilities(head(x[held]), member.temperature))
        result[held] = mean.mean_of(parts)
    return result
