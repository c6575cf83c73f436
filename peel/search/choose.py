"""The choice: the mean of the best heads of one network, and what it scores on items that its heads did not see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from peel.heads import mean
from peel.heads.classes import Array, Classes
from peel.heads.forms import FORMS
from peel.heads.span import scaling, span
from peel.search.trial import Candidate, rank


def best_heads(candidates: Sequence[Candidate], classes: Classes, *, n: int) -> list[Candidate]:
    """The n best heads of that network whose mean of them has the least log loss, leave-one-out. Pure."""
    networks = sorted({c.backbone for c in candidates})
    groups = [sorted((c for c in candidates if c.backbone == b), key=rank)[:n] for b in networks]
    return min(groups, key=lambda group: _log_loss(group, classes))


def _log_loss(group: Sequence[Candidate], classes: Classes) -> float:
    return mean.log_loss(mean.mean_of([c.probabilities for c in group]), classes.y)


def out_of_fold(
    chosen: Sequence[Candidate],
    classes: Classes,
    *,
    folds: NDArray[np.int64],
    vectors: Mapping[int, NDArray[np.floating]],
) -> Array:
    """(n, k) probabilities of the mean of `chosen`, every fold by heads that were fitted on the others.

    `vectors` (n, d) per tap, `folds` (n,) with whole families in one fold. What siblings lend each other
    in a leave-one-out score is not lent here. Which heads are in the mean was chosen on the same rows, so the
    score flatters a little: only the sealed test part decides.
    """
    result = np.zeros((len(classes), classes.k))
    for fold in np.unique(folds):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        parts = []
        for member, width in ((c.member, c.width) for c in chosen):
            x = vectors[member.tap][:, :width]
            s = scaling(x[rest], classes[rest])
            head = FORMS[member.head].fit(
                span(s(x[rest])), classes[rest], shrinkage=member.shrinkage, scaling=s
            )
            parts.append(mean.probabilities(head(x[held]), member.temperature))
        result[held] = mean.mean_of(parts)
    return result
