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
    """The score of the mean of what `choose` takes, by rows that did not choose.

    Families are drawn with replacement. `choose` gets how often each row was drawn; the rows that never were are
    scored, by probabilities of held-out folds; a draw counts by how many they are. Pure. O(DRAWS heads n k).
    """
    total = seen = 0.0
    for weights in _draws(rows.families):
        left = np.flatnonzero(weights == 0)
        if len(left):
            p = held_out(choose(weights))[left]
            total += rows.learner.score(p, rows.targets[left]) * len(left)
            seen += len(left)
    return total / max(seen, 1.0)


def _draws(families: NDArray[np.int64]) -> Iterator[Array]:
    for block in draw_weights(families, seed=_SEED, draws=DRAWS):
        yield from block
