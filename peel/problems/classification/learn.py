"""The learning face of single-label classification."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.calibration.calibration import Calibration
from peel.calibration.softmax import SOFTMAX
from peel.heads.classes import Classes
from peel.heads.lda import LDA
from peel.heads.logistic import LOGISTIC
from peel.heads.ridge import RIDGE
from peel.heads.supervision import Head
from peel.metrics.wilson import wilson
from peel.problem import Learner
from peel.types.label_space import LabelSpace
from peel.types.pooling import Pooling

_FEWEST = 5


class Trying:
    """Shrinkage discriminant analysis, ridge on one column a class, a softmax with a temperature."""

    calibration: Calibration = SOFTMAX

    def poolings(self, *, has_expansion: bool) -> tuple[Pooling, ...]:
        """Three ways a tap; more of them gave nothing but noise to choose from."""
        if has_expansion:
            return (Pooling.MEAN, Pooling.EMS, Pooling.EMSG)
        return (Pooling.MEAN, Pooling.MS, Pooling.MSG)

    def heads(self) -> tuple[Head, ...]:
        """Two closed forms."""
        return (LDA, RIDGE)

    def tail(self, space: LabelSpace) -> None:  # noqa: ARG002
        """Nothing: the probabilities are all that there is."""
        return

    def trained_heads(self) -> tuple[Head, ...]:
        """A plain logistic regression."""
        return (LOGISTIC,)


class Supervising:
    """A class a row, scored by the share of rows that are right."""

    def supervise(self, targets: NDArray[np.int64], space: LabelSpace) -> Classes:
        """A class a row."""
        return Classes(targets, len(space.names))

    def sample(self, targets: Classes, *, most: int) -> NDArray[np.int64]:
        """All rows, or about `most` of them with the shares of the classes kept.

        The first rows of every class are taken, at least five of each; rows in the order of their digests are a
        random draw that stays nearly the same when rows are added. Heads are fitted on all rows afterwards.

        >>> len(LEARNER.sample(Classes(np.arange(9) % 3, 3), most=1000))
        9
        """
        share, kept = min(1.0, most / len(targets)), []
        for c in range(targets.k):
            places = np.flatnonzero(targets.y == c)
            kept.append(places[: max(_FEWEST, round(share * len(places)))])
        return np.sort(np.concatenate(kept))

    def score(self, p: NDArray[Any], targets: Classes) -> float:
        """The share of rows whose most probable class is theirs."""
        return float((p.argmax(1) == targets.y).mean())

    def interval(
        self,
        value: float,
        targets: Classes,  # noqa: ARG002
        *,
        n_effective: float,
    ) -> tuple[float, float]:
        """Wilson's."""
        return wilson(value * n_effective, n_effective)

    def constant(self, targets: Classes) -> float:
        """The share of the largest class."""
        return float(targets.counts.max() / len(targets))

    def decide(self, p: NDArray[Any], targets: Classes) -> dict[str, Any]:  # noqa: ARG002
        """Nothing: the most probable class is the answer."""
        return {}

    def groups(self, targets: Classes) -> Classes:
        """The classes."""
        return targets


class Learning(Trying, Supervising):
    """The learning face; its parts stand above."""


LEARNER: Learner = Learning()
