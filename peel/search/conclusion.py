"""What the candidates come to: the heads of the model, and what may be said of its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peel.calibration.calibration import Parameters
from peel.heads.rows import Array
from peel.metrics.bootstrap import effective_families
from peel.search import optimism
from peel.search.choose import Board, calibrated, fitted
from peel.search.trial import Candidate, SearchRows


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """The model's heads and calibration, and its probabilities (n, k) of every row without its fold.

    `score` is the model's with the choice of its heads paid for, `low` and `high` its 95 % interval; `optimism` is
    what the score of the best single head owes to having been chosen. Intervals count `n_effective` items: a family
    is about one.
    """

    heads: list[Candidate]
    calibration: Parameters
    held_out: Array
    score: float
    low: float
    high: float
    optimism: float
    n_effective: float


def conclude(candidates: Sequence[Candidate], rows: SearchRows, *, n_heads: int) -> Conclusion:
    """The mean of the `n_heads` best of one branch, or a single head that is clearly better. Pure.

    `candidates` come in the order of their rank.
    """
    board = Board(candidates, rows, n_heads=n_heads)
    single = Board(candidates, rows, n_heads=1)
    heads = board.choose(np.ones(len(rows.targets)))
    calibration = fitted(heads, rows)
    score = optimism.score(board.choose, rows)
    first = optimism.score(single.best_heads, rows)
    n = effective_families(rows.families)
    low, high = rows.learner.interval(score, rows.targets, n_effective=n)
    return Conclusion(
        heads=heads,
        calibration=calibration,
        held_out=calibrated(heads, calibration, rows=rows),
        score=score,
        low=low,
        high=high,
        optimism=max(0.0, candidates[0].score - first),
        n_effective=n,
    )
