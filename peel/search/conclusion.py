"""What the candidates come to: the heads of the model, and what may be said of its score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel.calibration import softmax
from peel.heads.classes import Array
from peel.metrics.bootstrap import effective_families
from peel.metrics.wilson import wilson
from peel.search import optimism
from peel.search.choose import Board, fitted_temperature, held_out
from peel.search.trial import Candidate, Rows


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """The model's heads and temperature, and its probabilities (n, k) of every row without its fold.

    `accuracy` is the model's with the choice of its heads paid for, `low` and `high` its 95 % interval; `optimism` is
    what the accuracy of the best single head owes to having been chosen. Intervals count `n_effective` items: a family
    is about one.
    """

    heads: list[Candidate]
    temperature: float
    held_out: Array
    accuracy: float
    low: float
    high: float
    optimism: float
    n_effective: float


def conclude(
    candidates: Sequence[Candidate], rows: Rows, *, families: NDArray[np.int64], n_heads: int
) -> Conclusion:
    """The mean of the `n_heads` best of one network, or a single head that is clearly better. Pure.

    `candidates` come in the order of their rank.
    """
    board = Board(candidates, rows, n_heads=n_heads)
    single = Board(candidates, rows, n_heads=1)
    heads = board.choose(np.ones(len(rows.classes)))
    temperature = fitted_temperature(heads, rows)
    accuracy = optimism.accuracy(board.choose, rows, families=families)
    first = optimism.accuracy(single.best_heads, rows, families=families)
    n = effective_families(families)
    low, high = wilson(accuracy * n, n)
    return Conclusion(
        heads=heads,
        temperature=temperature,
        held_out=softmax.probabilities(softmax.as_scores(held_out(heads)), temperature),
        accuracy=accuracy,
        low=low,
        high=high,
        optimism=max(0.0, candidates[0].accuracy(rows.classes) - first),
        n_effective=n,
    )
