"""The wrong answers of single-label classification, and what the house compares of two answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.problem import Answered
from peel.problems.classification.decode import P
from peel.types.difference import Difference
from peel.types.label_space import LabelSpace
from peel.types.mistake import Mistake

Outputs = Mapping[str, NDArray[Any]]
# A margin under which an answer is no clear one: a difference that could turn no clear answer is none that matters.
MARGIN = 2e-3


class Comparing:
    """From probabilities (n, k) and what is right to what differs."""

    def mistakes(self, tested: Answered, *, n: int) -> list[int]:
        """Places of the n wrong answers that gave the right class the least probability, worst first."""
        p, targets = tested.outputs[P], tested.targets
        wrong = np.flatnonzero(p.argmax(1) != targets)
        given = p[wrong, targets[wrong]]
        return [int(i) for i in wrong[np.lexsort((wrong, given))][:n]]

    def mistake(self, outputs: Outputs, label: str, *, space: LabelSpace) -> Mistake:
        """The class that it is, the class that the file named, and both probabilities."""
        (p,) = outputs[P]
        answer = int(p.argmax())
        return Mistake(
            label=label,
            answer=space.names[answer],
            confidence=round(float(p[answer]), 6),
            label_confidence=round(float(p[space.names.index(label)]), 6),
        )

    def columns(self, outputs: Outputs, *, space: LabelSpace) -> dict[str, Sequence[Any]]:
        """The answer, its confidence, and a column a class."""
        p = outputs[P]
        return {
            "answer": [space.names[i] for i in p.argmax(1)],
            "confidence": p.max(1),
            **{f"p_{k}": p[:, k] for k in range(p.shape[1])},
        }

    def pairs(
        self, outputs: Outputs, labels: Sequence[str], *, space: LabelSpace
    ) -> Iterable[tuple[str, str]]:
        """The class that each item is, and the one that the file named."""
        return zip(labels, (space.names[i] for i in outputs[P].argmax(1)), strict=True)

    def label_within(self, label: str, names: Sequence[str]) -> str | None:
        """The class, if it is one of them."""
        return label if label in names else None

    def within(
        self,
        outputs: Outputs,
        space: LabelSpace,
        *,
        names: Sequence[str],  # noqa: ARG002
    ) -> tuple[Outputs, LabelSpace]:
        """All of it: who names another class than the right one is wrong, whoever knows that class."""
        return outputs, space

    def difference(
        self,
        file: Outputs,
        model: Outputs,
        *,
        space: LabelSpace,  # noqa: ARG002
    ) -> Difference:
        """The largest difference of a probability, and how many clear answers of `model` differ."""
        a, b = file[P], model[P]
        ordered = np.sort(b, axis=1)
        clear = ordered[:, -1] - ordered[:, -2] > MARGIN
        other = a.argmax(1) != b.argmax(1)
        largest = float(np.abs(a - b).max()) if np.isfinite(a).all() else float("inf")
        return Difference(n=len(a), largest=largest, changed=int((clear & other).sum()))

    def clearness(
        self,
        outputs: Outputs,
        *,
        space: LabelSpace,  # noqa: ARG002
    ) -> NDArray[np.float64]:
        """By how much the first answer is above the second."""
        ordered = np.sort(outputs[P].astype(np.float64), axis=1)
        return np.asarray(ordered[:, -1] - ordered[:, -2])
