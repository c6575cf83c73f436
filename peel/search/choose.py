"""The choice: the mean of the best heads of one network, or a single head where that is clearly better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.calibration import softmax
from peel.heads.classes import Array
from peel.search.trial import Candidate, Rows, rank

# By so much a single head's loss of held-out rows must be smaller than the mean's: less is what the best of a hundred
# owes to luck. Docs: decision 0019.
_CLEARLY = 0.95


class Board:
    """The candidates of a search with their losses side by side, so that a choice can be made on any draw of the rows.

    `weights` (n,) say how often each row counts.
    """

    def __init__(self, candidates: Sequence[Candidate], rows: Rows, *, n_heads: int) -> None:
        self.candidates, self.rows, self.n_heads = candidates, rows, n_heads
        self.ranking = np.stack([c.losses for c in candidates])
        self.shown = np.stack([_losses(c.held_out, rows) for c in candidates])
        everything = np.ones(len(rows.classes))
        self.temperature = fitted_temperature(self.best_heads(everything), rows)

    def choose(self, weights: Array) -> list[Candidate]:
        """The heads of the model; one where it is clearly better than the mean of the best."""
        heads = self.best_heads(weights)
        p = softmax.probabilities(softmax.as_scores(held_out(heads)), self.temperature)
        losses = self.shown @ weights
        first = int(losses.argmin())
        is_clear = losses[first] < _CLEARLY * float(_losses(p, self.rows) @ weights)
        return [self.candidates[first]] if is_clear else heads

    def best_heads(self, weights: Array) -> list[Candidate]:
        """The heads that rank first, of one network: of that whose best have the least loss in the mean."""
        losses = self.ranking @ weights
        order = sorted(
            zip(losses, self.candidates, strict=True),
            key=lambda pair: (round(pair[0] / len(weights), 9), rank(pair[1])),
        )
        groups: dict[str, list[tuple[float, Candidate]]] = {}
        for loss, candidate in order:
            group = groups.setdefault(candidate.backbone, [])
            if len(group) < self.n_heads:
                group.append((loss, candidate))
        best = min(groups.values(), key=lambda group: sum(loss for loss, _ in group) / len(group))
        return [candidate for _, candidate in best]


def held_out(heads: Sequence[Candidate]) -> Array:
    """(n, k) mean of the heads' probabilities of held-out rows."""
    return softmax.mean_of([head.held_out.astype(np.float64) for head in heads])


def fitted_temperature(heads: Sequence[Candidate], rows: Rows) -> float:
    """The temperature of the mean of some heads."""
    return softmax.temperature(softmax.as_scores(held_out(heads)), rows.classes.y)


def _losses(p: NDArray[np.floating], rows: Rows) -> Array:
    right = p[np.arange(len(rows.classes)), rows.classes.y].astype(np.float64)
    return np.asarray(-np.log(np.maximum(right, softmax.FLOOR)))
