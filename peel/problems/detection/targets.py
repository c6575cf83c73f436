"""Targets of detection: a record of boxes and classes for each picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.metrics.boxes import Truth
from peel.problems.detection.labels import names_learnt, read
from peel.types.label_space import LabelSpace

LEFT_OUT = "left_out"


class Targeting:
    """From texts of labels to what is where."""

    def space(self, labels: Sequence[str]) -> LabelSpace:
        """The names with enough boxes, sorted by code point; the decision says which were left out."""
        names = names_learnt(labels)
        every = {thing["name"] for label in labels for thing in read(label)}
        left_out = sorted(every - set(names))
        return LabelSpace(names=names, decision={LEFT_OUT: left_out} if left_out else {})

    def read_targets(self, labels: Sequence[str], space: LabelSpace) -> NDArray[Any]:
        """(n,) a `Truth` each; things of names that were left out are not in it. Raises P672 for a name of which the model never heard."""
        places = {name: place for place, name in enumerate(space.names)}
        left_out = set(space.decision.get(LEFT_OUT, []))
        targets = np.empty(len(labels), np.object_)
        for row, label in enumerate(labels):
            things = [thing for thing in read(label) if thing["name"] not in left_out]
            strange = sorted({thing["name"] for thing in things} - set(places))
            if strange:
                raise _no_name_of_it(strange, space)
            targets[row] = _truth(things, places)
        return targets


def _truth(things: Sequence[dict[str, Any]], places: dict[str, int]) -> Truth:
    crowd, difficult = (
        np.array([bool(thing.get(flag)) for thing in things], np.bool_)
        for flag in ("crowd", "difficult")
    )
    return Truth(
        boxes=np.array([thing["box"] for thing in things], np.float64).reshape(-1, 4),
        classes=np.array([places[thing["name"]] for thing in things], np.int64),
        crowd=crowd,
        difficult=difficult,
    )


def _no_name_of_it(strange: Sequence[str], space: LabelSpace) -> PeelError:
    return PeelError(
        "P672",
        "box has a name that is none of the model's",
        got=", ".join(strange),
        allowed=", ".join(space.names),
        do="correct the label in the source, or train with pictures that show it",
    )
