"""The learning face of single-label classification: which vectors and closed forms the search tries."""

from __future__ import annotations

from peel.problem import Learner


class Learning:
    """m = mean of the block's output, s = its standard deviation, e = mean of the expanded map, g = 2x2 grid of means."""

    def poolings(self, has_expansion: bool) -> tuple[str, ...]:  # noqa: FBT001 - a fact, no choice
        """Three ways a tap; more of them gave nothing but noise to choose from."""
        return ("mean", "ems", "emsg") if has_expansion else ("mean", "ms", "msg")

    def heads(self) -> tuple[str, ...]:
        """Shrinkage discriminant analysis, and ridge on one column a class."""
        return ("lda", "ridge")

    def trained_heads(self) -> tuple[str, ...]:
        """A plain logistic regression."""
        return ("logistic",)


LEARNER: Learner = Learning()
