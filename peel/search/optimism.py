"""What choosing flatters: the choice is made again on many draws of the rows, and scored on the rows that were not drawn.

**Source**: bootstrap bias corrected cross-validation (Tsamardinos, Greasidou, Borboudakis, 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from peel.heads.rows import Array
from peel.metrics.bootstrap import draw_weights
from peel.search.choose import held_out
from peel.search.trial import Candidate, SearchRows

DRAWS = 200
_SEED = 20_261_127  # any fixed number: the score of the same search is the same


def score(choose: Callable[[Array], list[Candidate]], rows: SearchRows) -> float:
    """The score of the mean of what `choose` takes, less what it owes to having been chosen on the very rows that show it.

    Families are drawn with replacement, and `choose` gets how often each row was drawn. On the rows that never were, the
    choice of all rows is scored beside the choice of the drawn ones, by probabilities of held-out folds: the mean
    difference (a draw counts by its rows) is what choosing flatters. Both on the same rows, because a score that is no
    mean over rows depends on how many there are (mean average precision of a third of 375 posters: 0.25, of all 0.22).
    Nothing is known, and 0 given, where no draw leaves a row out. Pure. O(DRAWS heads n k).
    """
    learner, p = rows.learner, held_out(choose(np.ones(len(rows.targets))))
    flattery = seen = 0.0
    for weights in _draws(rows.families):
        left = np.flatnonzero(weights == 0)
        if len(left):
            targets = rows.targets[left]
            mine = learner.score(held_out(choose(weights))[left], targets)
            flattery += (learner.score(p[left], targets) - mine) * len(left)
            seen += len(left)
    return max(0.0, learner.score(p, rows.targets) - flattery / seen) if seen else 0.0


def _draws(families: NDArray[np.int64]) -> Iterator[Array]:
    for block in draw_weights(families, seed=_SEED, draws=DRAWS):
        yield from block
