"""The wrong answers of several labels a picture, and what the house compares of two answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.problem import Answered
from peel.problems.multilabel.decode import (
    THRESHOLDS,
    P,
    holds,
    named,
    thresholds,
    word_for_none,
)
from peel.problems.multilabel.labels import UNKNOWN, YES, Labelling, read
from peel.types.difference import Difference
from peel.types.label_space import LabelSpace
from peel.types.mistake import Mistake

Outputs = Mapping[str, NDArray[Any]]
Floats = NDArray[np.float64]
# So near to its threshold a label is not clear: a difference that could turn no clear answer is none that matters.
MARGIN = 2e-3


class Comparing:
    """From probabilities (n, k) and what is right to what differs."""

    def mistakes(self, tested: Answered, *, n: int) -> list[int]:
        """Places of the n items with the worst wrong label, worst first (see `wrongness`)."""
        levels = thresholds(tested.space)
        worst = wrongness(tested.outputs[P], tested.targets, levels=levels).max(axis=1)
        wrong = np.flatnonzero(worst > 0)
        return [int(i) for i in wrong[np.lexsort((wrong, -worst[wrong]))][:n]]

    def mistake(self, outputs: Outputs, label: str, *, space: LabelSpace) -> Mistake:
        """All labels in words, and of the one that is most wrong how probable each of its two answers is said to be."""
        (p,), said = outputs[P], read(label)
        (targets,) = _targets([said], space)
        worst = int(wrongness(outputs[P], targets[None], levels=thresholds(space)).argmax())
        right = float(p[worst] if targets[worst] == 1 else 1 - p[worst])
        holding = "holds" if targets[worst] == 1 else "does not hold"
        return Mistake(
            about=f"{space.names[worst]} {holding} and got {p[worst]:.1%}",
            label=Labelling().show_label(label),
            answer=named(holds(outputs, space)[0], space),
            confidence=round(1 - right, 6),
            label_confidence=round(right, 6),
        )

    def columns(self, outputs: Outputs, *, space: LabelSpace) -> dict[str, Sequence[Any]]:
        """The labels that hold, and a column of probabilities a label."""
        shares = {f"p_{j}": column for j, column in enumerate(outputs[P].T)}
        return {"answer": [named(row, space) for row in holds(outputs, space)], **shares}

    def pairs(
        self, outputs: Outputs, labels: Sequence[str], *, space: LabelSpace
    ) -> Iterable[tuple[str, str]]:
        """Of each label of each item that holds or is said to: the label, where it is both twice, else once and "none"."""
        targets = _targets([read(label) for label in labels], space)
        return _pairs(targets, holds(outputs, space), space=space)

    def label_within(self, label: str, names: Sequence[str]) -> str | None:
        """What it says of these labels; that none of them holds is said too."""
        said = read(label)
        yes, unknown = ([name for name in said[key] if name in names] for key in (YES, UNKNOWN))
        return Labelling().state(yes, unknown=unknown)

    def within(
        self, outputs: Outputs, space: LabelSpace, *, names: Sequence[str]
    ) -> tuple[Outputs, LabelSpace]:
        """The columns of these labels and their thresholds: what else a model says is another question."""
        places = [place for place, name in enumerate(space.names) if name in names]
        decision = {THRESHOLDS: thresholds(space)[places].tolist()}
        cut = LabelSpace(names=tuple(space.names[j] for j in places), decision=decision)
        return {**outputs, P: outputs[P][:, places]}, cut

    def difference(self, file: Outputs, model: Outputs, *, space: LabelSpace) -> Difference:
        """The largest difference of a probability, and how many items have a clear label of `model` that differs."""
        a, b, levels = file[P], model[P], thresholds(space)
        clear = np.abs(b - levels) > MARGIN
        other = (a >= levels) != (b >= levels)
        largest = float(np.abs(a - b).max()) if np.isfinite(a).all() else float("inf")
        return Difference(n=len(a), largest=largest, changed=int((clear & other).any(1).sum()))

    def clearness(self, outputs: Outputs, *, space: LabelSpace) -> Floats:
        """How far the least clear label is from its threshold."""
        return np.asarray(np.abs(outputs[P].astype(np.float64) - thresholds(space)).min(axis=1))


def wrongness(p: NDArray[Any], targets: NDArray[np.int8], *, levels: Floats) -> Floats:
    """(n, k) how far beyond its threshold a wrong label is, 0..1 of the way to certainty; 0 where right or unknown.

    So that a rare label that is missed weighs as much as a common one, though its probability is always small.
    """
    missed = (targets == 1) & (p < levels)
    claimed = (targets == 0) & (p >= levels)
    under = (levels - p) / np.maximum(levels, 1e-12)
    over = (p - levels) / np.maximum(1 - levels, 1e-12)
    # One that just reaches its threshold is wrong too.
    return np.asarray(np.maximum(missed * under + claimed * over, 1e-9 * (missed | claimed)))


def _targets(said: Sequence[dict[str, list[str]]], space: LabelSpace) -> NDArray[np.int8]:
    """(n, k) of the names that the model has."""
    return np.array(
        [
            [1 if n in one[YES] else -1 if n in one[UNKNOWN] else 0 for n in space.names]
            for one in said
        ],
        np.int8,
    )


def _pairs(
    targets: NDArray[np.int8], held: NDArray[np.bool_], *, space: LabelSpace
) -> Iterator[tuple[str, str]]:
    known, none = targets >= 0, word_for_none(space)
    for i, j in np.argwhere(known & ((targets == 1) | held)):
        name = space.names[j]
        yield (name if targets[i, j] == 1 else none), (name if held[i, j] else none)
