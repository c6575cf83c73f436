"""Answers of single-label classification: the most probable class, with every class beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.types.answer import Answer


class Decoding:
    """From probabilities (n, k) to answers."""

    def decode(
        self, outputs: NDArray[np.floating[Any]], class_names: Sequence[str]
    ) -> list[Answer]:
        """One answer a row; of equal probabilities the first class wins."""
        return [_answer(row, class_names) for row in outputs]

    def render(self, item: str, answer: Answer) -> str:
        """The class and how sure it is, or why there is no answer."""
        if answer.class_name is None or answer.confidence is None:
            return f"{item}: {answer.error or 'no answer'}"
        return f"{item}: {answer.class_name} ({answer.confidence:.0%})"


def _answer(row: NDArray[np.floating[Any]], class_names: Sequence[str]) -> Answer:
    best = int(row.argmax())
    probabilities = dict(zip(class_names, row.tolist(), strict=True))
    return Answer(
        class_name=class_names[best], confidence=float(row[best]), probabilities=probabilities
    )
