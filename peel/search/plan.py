"""What a search will do, known before it starts: passes over the items, then a trial a depth."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.backbones.cut import Tap
from peel.heads.classes import Classes
from peel.problem import Learner
from peel.search.trial import Candidate, Rows, Trial

MOST_RANKED = 1000  # about 25 CPU s of algebra for EfficientNet-Lite0; 2,000 items about 100
_FEWEST = 5
# Share of the items that are near duplicates of another below which they cannot spoil a ranking.
_FEW = 0.02


def trials(backbone: str, taps: Sequence[Tap], *, learner: Learner) -> list[Trial]:
    """A trial for every depth of a network, from the deepest, whose heads are most often good, to the input."""
    return [
        Trial(
            backbone=backbone,
            tap=tap,
            poolings=learner.poolings(tap.expansion > 0),
            heads=learner.heads(),
        )
        for tap in reversed(taps)
    ]


def rows(classes: Classes, *, folds: NDArray[np.int64], families: NDArray[np.int64]) -> Rows:
    """The rows of a search, which tell by their families (n,) whether leave-one-out scores may rank."""
    many = len(np.unique(families)) < (1 - _FEW) * len(families)
    return Rows(classes=classes, folds=folds, has_families=many)


def trained(
    backbone: str, taps: Sequence[Tap], *, learner: Learner, best: Candidate
) -> list[Trial]:
    """A trial of heads without a closed form at the deepest tap, where the closed forms ask for it.

    They do where the best of them sits at the end of the network: there its own classes are told apart, and a plain
    logistic regression may be better. It costs a fit a fold, so it is tried nowhere else.
    """
    heads, last = learner.trained_heads(), taps[-1]
    if not heads or best.member.tap < last.point.index - 1:
        return []
    plainest = learner.poolings(last.expansion > 0)[:1]
    return [Trial(backbone=backbone, tap=last, poolings=plainest, heads=heads)]


def sample(classes: Classes, *, most: int = MOST_RANKED) -> NDArray[np.int64]:
    """Places of the rows on which candidates are ranked: all, or `most` of them with the shares of the classes kept.

    The first rows of every class are taken, at least five of each; rows in the order of their digests are a
    random draw that stays nearly the same when rows are added. Heads are fitted on all rows afterwards.

    >>> len(sample(Classes(np.arange(9) % 3, 3)))
    9
    """
    share = min(1.0, most / len(classes))
    kept = []
    for c in range(classes.k):
        places = np.flatnonzero(classes.y == c)
        kept.append(places[: max(_FEWEST, round(share * len(places)))])
    return np.sort(np.concatenate(kept))
