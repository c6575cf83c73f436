"""What choosing flatters: the choice is made again on many draws of the rows, and scored on the rows that were not drawn.

**Source**: bootstrap bias corrected cross-validation (Tsamardinos, Greasidou, Borboudakis, 2018).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from peel.heads import mean
from peel.heads.classes import Array
from peel.metrics.bootstrap import draw_weights
from peel.search.choose import best_heads
from peel.search.trial import Candidate, Rows

DRAWS = 200
_SEED = 20_261_127  # any fixed number: the score of the same search is the same


def accuracy(
    candidates: Sequence[Candidate], rows: Rows, *, families: NDArray[np.int64], n_heads: int
) -> float:
    """The accuracy that the mean of the `n_heads` best has once the choice among `candidates` is paid for.

    Families (n,) are drawn with replacement; on the drawn ones the heads are chosen by what ranks them, on the
    others the mean of these heads is scored by its probabilities of held-out folds. Pure. O(DRAWS n_heads n k).
    """
    losses = np.stack([c.losses for c in candidates])
    right = seen = 0.0
    for weights in _draws(families):
        left = weights == 0
        if not left.any():
            continue
        chosen = best_heads(candidates, losses @ weights, n=n_heads)
        p = mean.mean_of([c.held_out[left].astype(np.float64) for c in chosen])
        right += float((p.argmax(1) == rows.classes.y[left]).sum())
        seen += float(left.sum())
    return right / seen if seen else 0.0


def _draws(families: NDArray[np.int64]) -> Iterator[Array]:
    for block in draw_weights(families, seed=_SEED, draws=DRAWS):
        yield from block
