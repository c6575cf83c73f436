"""What a search tries, and what it tries next when something was told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from peel.backbones.cut import Tap
from peel.heads.supervision import Supervision
from peel.problem import Learner
from peel.search.trial import Candidate, SearchRows, Trial

MOST_RANKED = 1000  # about 25 CPU s of algebra for EfficientNet-Lite0; 2,000 items about 100
# Share of the items that are near duplicates of another below which they cannot spoil a ranking.
_FEW = 0.02


def trials(branch: str, taps: Sequence[Tap], *, learner: Learner) -> list[Trial]:
    """A trial for every depth of a network, from the deepest, whose heads are most often good, to the input."""
    return [
        Trial(
            branch=branch,
            tap=tap,
            poolings=learner.poolings(has_expansion=tap.expansion > 0),
            heads=learner.heads(),
        )
        for tap in reversed(taps)
    ]


def some(
    branch: str, taps: Sequence[Tap], *, learner: Learner, only: Collection[str]
) -> list[Trial]:
    """A trial for every depth of which `only` names a head, with a closed form or without."""
    heads = (*learner.heads(), *learner.trained_heads())
    every = [
        replace(each, heads=heads, only=frozenset(only))
        for each in trials(branch, taps, learner=learner)
    ]
    return [each for each in every if any(map(each.heads_at, each.poolings))]


def rows(
    targets: Supervision,
    *,
    folds: NDArray[np.int64],
    families: NDArray[np.int64],
    learner: Learner,
) -> SearchRows:
    """The rows of a search, which tell by their families (n,) whether leave-one-out scores may rank."""
    many = len(np.unique(families)) < (1 - _FEW) * len(families)
    return SearchRows(
        targets=targets, folds=folds, families=families, has_families=many, learner=learner
    )


def trained(branch: str, taps: Sequence[Tap], *, learner: Learner, best: Candidate) -> list[Trial]:
    """A trial of heads without a closed form at the deepest tap, where the closed forms ask for it.

    They do where the best of them sits at the end of the network: there its own classes are told apart, and a plain
    logistic regression may be better. It costs a fit a fold, so it is tried nowhere else.
    """
    heads, last = learner.trained_heads(), taps[-1]
    if not heads or best.member.tap < last.point.index - 1:
        return []
    plainest = learner.poolings(has_expansion=last.expansion > 0)[:1]
    return [Trial(branch=branch, tap=last, poolings=plainest, heads=heads)]
