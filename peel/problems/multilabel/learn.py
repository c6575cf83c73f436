"""The learning face of several labels a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.calibration.calibration import Calibration
from peel.calibration.sigmoid import SIGMOID
from peel.heads.labels import LabelMatrix
from peel.heads.ridge_labels import RIDGE
from peel.heads.supervision import Head
from peel.metrics import thresholds
from peel.metrics.label_draws import rare_as_one
from peel.metrics.label_sums import average_precision, precision_by_chance
from peel.metrics.wilson import wilson
from peel.problem import Learner
from peel.problems.multilabel.decode import THRESHOLDS
from peel.types.label_space import LabelSpace
from peel.types.pooling import Pooling

_FEWEST = 5


class Trying:
    """Ridge on one column a label, and a sigmoid each with a slope and an offset."""

    calibration: Calibration = SIGMOID

    def poolings(self, *, has_expansion: bool) -> tuple[Pooling, ...]:
        """As for one class a picture: small things show in the deviation and the grid of a tap."""
        if has_expansion:
            return (Pooling.MEAN, Pooling.EMS, Pooling.EMSG)
        return (Pooling.MEAN, Pooling.MS, Pooling.MSG)

    def heads(self) -> tuple[Head, ...]:
        """One closed form."""
        return (RIDGE,)

    def tail(self, space: LabelSpace) -> None:  # noqa: ARG002
        """Nothing: the probabilities are all that there is."""
        return

    def trained_heads(self) -> tuple[Head, ...]:
        """None."""
        return ()


class Supervising:
    """Several labels a row, scored by mean average precision."""

    def supervise(self, targets: NDArray[np.int8], space: LabelSpace) -> LabelMatrix:  # noqa: ARG002
        """Several labels a row."""
        return LabelMatrix(targets)

    def sample(self, targets: LabelMatrix, *, most: int) -> NDArray[np.int64]:
        """All rows, or the first `most` and, of each label, enough that five have it and five have it not.

        No more than `most` are added, for each label the first one before any second. Twice as many where all is known: one decomposition serves all labels, and there are no folds to solve. Rows in the order of their digests are a random draw that stays nearly the same when rows are added.

        >>> len(LEARNER.sample(LabelMatrix(np.zeros((9, 2), np.int8)), most=1000))
        9
        """
        first = 2 * most if targets.known.all() else most
        rank = np.full(len(targets), _FEWEST + 1)
        for value in (0, 1):
            has = targets.values == value
            rank = np.minimum(rank, np.where(has, np.cumsum(has, axis=0), _FEWEST + 1).min(axis=1))
        wanted = first + np.flatnonzero(rank[first:] <= _FEWEST)
        added = wanted[np.argsort(rank[wanted], kind="stable")][:most]
        return np.sort(np.append(np.arange(min(first, len(targets))), added))

    def score(self, p: NDArray[Any], targets: LabelMatrix) -> float:
        """Mean average precision, over the labels that some rows have and some have not; each entry counts as those for which it stands."""
        known, yes, weights = targets.known, targets.yes, targets.weights
        found = [
            average_precision(p[here, j], yes[here, j], weights=weights[None, here, j])[0]
            for j, here in enumerate(known.T)
            if yes[:, j].any() and not yes[here, j].all()
        ]
        return float(np.mean(found)) if found else 0.0

    def interval(
        self, value: float, targets: LabelMatrix, *, n_effective: float
    ) -> tuple[float, float]:
        """Wilson's at as many items as know a mean over labels as well: k^2 / sum(1 / items that have the label)."""
        having = targets.yes.sum(axis=0) * n_effective / len(targets)
        n = rare_as_one(having)
        return wilson(value * n, n)

    def constant(self, targets: LabelMatrix) -> float:
        """The mean over the labels that a row has of what average precision is in an order by chance."""
        yes, known = targets.counts
        return float(precision_by_chance(yes, known)[yes > 0].mean()) if yes.any() else 0.0

    def decide(self, p: NDArray[Any], targets: LabelMatrix) -> dict[str, Any]:
        """The thresholds of the labels."""
        found = thresholds.choose(p, targets.values, weights=targets.weights)
        return {THRESHOLDS: [round(float(level), 6) for level in found]}

    def groups(self, targets: LabelMatrix) -> None:
        """None: the distance to the training pictures is one to the nearest class, and here is no class."""


class Learning(Trying, Supervising):
    """Both."""


LEARNER: Learner = Learning()
