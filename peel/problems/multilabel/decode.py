"""Answers of several labels a picture: those whose probability reaches their threshold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.problems.multilabel.answer import LabelsAnswer
from peel.types.answer import Answer
from peel.types.label_space import LabelSpace
from peel.types.output import Output

# Two processors differ in the last digits of a sum; what could turn no clear answer is none that matters.
TOLERANCE = 1e-3
P = "probabilities"
THRESHOLDS = "thresholds"
NONE = "none"
_NONE_BESIDE_IT = "(no label)"
_WITHOUT_DECISION = 0.5


def thresholds(space: LabelSpace) -> NDArray[np.float64]:
    """(k,) probabilities from which on a label holds; one half each where nothing is decided yet."""
    return np.asarray(space.decision.get(THRESHOLDS, [_WITHOUT_DECISION] * len(space.names)))


def holds(outputs: Mapping[str, NDArray[Any]], space: LabelSpace) -> NDArray[np.bool_]:
    """(n, k) whether each label holds."""
    return np.asarray(outputs[P] >= thresholds(space), np.bool_)


def named(row: NDArray[np.bool_], space: LabelSpace) -> str:
    """The names of the labels (k,) that hold, for a person."""
    return ", ".join(space.names[j] for j in np.flatnonzero(row)) or word_for_none(space)


def word_for_none(space: LabelSpace) -> str:
    """What stands where no label does; another word where a label is called so."""
    return _NONE_BESIDE_IT if NONE in space.names else NONE


class Decoding:
    """From probabilities (n, k) to answers."""

    def outputs(self, space: LabelSpace) -> tuple[Output, ...]:
        """One probability a label."""
        return (
            Output(
                name=P,
                shape=("n", len(space.names)),
                meaning="how probable it is that each label holds, in the order of the names; "
                "it does from the threshold on that the decision names",
                tolerance=TOLERANCE,
            ),
        )

    def decode(self, outputs: Mapping[str, NDArray[Any]], space: LabelSpace) -> list[Answer]:
        """One answer a row; of equal probabilities the first label comes first."""
        rows = zip(outputs[P], holds(outputs, space), strict=True)
        return [_answer(p, held, space=space) for p, held in rows]

    def row(self, answer: Answer) -> dict[str, Any]:
        """The labels that hold, and the probability of each."""
        told = _told(answer)
        sure = (f"{told.probabilities[name]:.4f}" for name in told.labels)
        return {"labels": ", ".join(told.labels), "confidence": ", ".join(sure)}

    def shares(self, answer: Answer) -> dict[str, float]:
        """The probabilities."""
        return _told(answer).probabilities

    def cells(self, answer: Answer, *, top: int) -> dict[str, str]:
        """The labels that hold with their probabilities, and the most probable ones that do not."""
        told = _told(answer)
        rest = {name: p for name, p in told.probabilities.items() if name not in told.labels}
        ranked = sorted(rest.items(), key=lambda pair: -pair[1])
        held = [(name, told.probabilities[name]) for name in told.labels]
        return {
            "labels": _listed(held) or (NONE if told.probabilities else ""),
            "then": _listed(ranked[: max(top - 1, 0)]),
        }

    def render(self, item: str, answer: Answer) -> str:
        """The labels that hold and how sure they are, or why there is no answer."""
        told = _told(answer)
        if not told.probabilities:
            return f"{item}: {told.error or 'no answer'}"
        shown = (f"{name} ({told.probabilities[name]:.0%})" for name in told.labels)
        return f"{item}: {', '.join(shown) or 'no label'}"


def _told(answer: Answer) -> LabelsAnswer:
    return answer if isinstance(answer, LabelsAnswer) else LabelsAnswer(error=answer.error)


def _listed(pairs: list[tuple[str, float]]) -> str:
    return ", ".join(f"{name} {p:.3f}" for name, p in pairs)


def _answer(
    p: NDArray[np.floating[Any]], held: NDArray[np.bool_], *, space: LabelSpace
) -> LabelsAnswer:
    order = np.argsort(-p, kind="stable")
    return LabelsAnswer(
        labels=tuple(space.names[j] for j in order if held[j]),
        probabilities=dict(zip(space.names, p.tolist(), strict=True)),
    )
