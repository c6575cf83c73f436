"""The choice: the mean of the best heads of one branch, or a single head where that is clearly better."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peel.calibration.calibration import Parameters
from peel.calibration.mean import mean_of
from peel.heads.rows import Array
from peel.search.trial import Candidate, SearchRows, rank

# By so much a single head's loss of held-out rows must be smaller than the mean's: less is what the best of a hundred
# owes to luck. Docs: decision 0019.
_CLEARLY = 0.95


class Board:
    """The candidates of a search with their losses side by side, so that a choice can be made on any draw of the rows.

    `weights` (n,) say how often each row counts.
    """

    def __init__(self, candidates: Sequence[Candidate], rows: SearchRows, *, n_heads: int) -> None:
        self.candidates, self.rows, self.n_heads = candidates, rows, n_heads
        losses = rows.learner.calibration.losses
        self.ranking = np.stack([c.losses for c in candidates])
        self.shown = np.stack([losses(c.held_out, rows.targets) for c in candidates])
        everything = np.ones(len(rows.targets))
        self.calibration = fitted(self.best_heads(everything), rows)

    def choose(self, weights: Array) -> list[Candidate]:
        """The heads of the model; one where it is clearly better than the mean of the best."""
        heads = self.best_heads(weights)
        p = calibrated(heads, self.calibration, rows=self.rows)
        losses = self.shown @ weights
        first = int(losses.argsort(kind="stable")[0])
        mean = float(self.rows.learner.calibration.losses(p, self.rows.targets) @ weights)
        return [self.candidates[first]] if losses[first] < _CLEARLY * mean else heads

    def best_heads(self, weights: Array) -> list[Candidate]:
        """The heads that rank first, of one branch: of that whose best have the least loss in the mean."""
        losses = self.ranking @ weights
        order = sorted(
            zip(losses, self.candidates, strict=True),
            key=lambda pair: (round(pair[0] / len(weights), 9), rank(pair[1])),
        )
        groups: dict[str, list[tuple[float, Candidate]]] = {}
        for loss, candidate in order:
            group = groups.setdefault(candidate.member.branch, [])
            if len(group) < self.n_heads:
                group.append((loss, candidate))
        best = min(groups.values(), key=lambda group: sum(loss for loss, _ in group) / len(group))
        return [candidate for _, candidate in best]


def held_out(heads: Sequence[Candidate]) -> Array:
    """(n, k) mean of the heads' probabilities of held-out rows."""
    return mean_of([head.held_out.astype(np.float64) for head in heads])


def fitted(heads: Sequence[Candidate], rows: SearchRows) -> Parameters:
    """The calibration of the mean of some heads."""
    calibration = rows.learner.calibration
    return calibration.fit(calibration.as_scores(held_out(heads)), rows.targets)


def calibrated(heads: Sequence[Candidate], parameters: Parameters, *, rows: SearchRows) -> Array:
    """(n, k) probabilities of held-out rows by the mean of some heads."""
    calibration = rows.learner.calibration
    return calibration.apply(calibration.as_scores(held_out(heads)), parameters)
