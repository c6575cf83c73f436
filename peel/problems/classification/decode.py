"""Answers of single-label classification: the most probable class, with every class beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.problems.classification.answer import ClassAnswer
from peel.types.answer import Answer
from peel.types.label_space import LabelSpace
from peel.types.output import Output

# Two processors differ in the last digits of a sum; what could turn no clear answer is none that matters.
TOLERANCE = 1e-3
P = "probabilities"


class Decoding:
    """From probabilities (n, k) to answers."""

    def outputs(self, space: LabelSpace) -> tuple[Output, ...]:
        """One probability a class."""
        return (
            Output(
                name=P,
                shape=("n", len(space.names)),
                meaning="how probable each class is, in the order of the names; a row sums to 1",
                tolerance=TOLERANCE,
            ),
        )

    def decode(self, outputs: Mapping[str, NDArray[Any]], space: LabelSpace) -> list[Answer]:
        """One answer a row; of equal probabilities the first class wins."""
        return [_answer(row, space) for row in outputs[P]]

    def row(self, answer: Answer) -> dict[str, Any]:
        """The class and how sure it is."""
        told = _told(answer)
        return {"class_name": told.class_name, "confidence": told.confidence}

    def shares(self, answer: Answer) -> dict[str, float]:
        """The probabilities."""
        return _told(answer).probabilities

    def cells(self, answer: Answer, *, top: int) -> dict[str, str]:
        """The class, how sure it is, and the classes after it."""
        told = _told(answer)
        ranked = sorted(told.probabilities.items(), key=lambda pair: -pair[1])
        return {
            "class": told.class_name or "",
            "confidence": "" if told.confidence is None else f"{told.confidence:.3f}",
            "then": ", ".join(f"{name} {share:.3f}" for name, share in ranked[1:top]),
        }

    def render(self, item: str, answer: Answer) -> str:
        """The class and how sure it is, or why there is no answer."""
        told = _told(answer)
        if told.class_name is None or told.confidence is None:
            return f"{item}: {told.error or 'no answer'}"
        return f"{item}: {told.class_name} ({told.confidence:.0%})"


def _told(answer: Answer) -> ClassAnswer:
    return answer if isinstance(answer, ClassAnswer) else ClassAnswer(error=answer.error)


def _answer(row: NDArray[np.floating[Any]], space: LabelSpace) -> ClassAnswer:
    best = int(row.argmax())
    probabilities = dict(zip(space.names, row.tolist(), strict=True))
    return ClassAnswer(
        class_name=space.names[best], confidence=float(row[best]), probabilities=probabilities
    )
