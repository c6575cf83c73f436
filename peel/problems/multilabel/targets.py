"""Targets of several names a picture: yes, no or unknown for each name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.problem import Expectation
from peel.problems.multilabel.labels import UNKNOWN, YES, read
from peel.types.label_space import LabelSpace


class Targeting:
    """From texts of labels to an (n, k) table; a name that a label says nothing of does not hold."""

    def space(self, labels: Sequence[str]) -> LabelSpace:
        """The names that hold somewhere, sorted by code point."""
        return LabelSpace(names=tuple(sorted({n for label in labels for n in read(label)[YES]})))

    def read_targets(self, labels: Sequence[str], space: LabelSpace) -> NDArray[np.int8]:
        """(n, k) int8: 1 yes, 0 no, -1 unknown; raises P649 for a name that holds and is none of the space."""
        places = {name: place for place, name in enumerate(space.names)}
        targets = np.zeros((len(labels), len(places)), np.int8)
        for row, said in enumerate(map(read, labels)):
            strange = [name for name in said[YES] if name not in places]
            if strange:
                raise _no_name_of_it(strange, space)
            targets[row, [places[name] for name in said[UNKNOWN] if name in places]] = -1
            targets[row, [places[name] for name in said[YES]]] = 1
        return targets

    def expectations(self) -> list[Expectation]:
        """Every item has a label, though it may be that no name holds."""
        return [
            Expectation(
                column="label",
                rule="expect_column_values_to_not_be_null",
                kwargs={},
                severity="critical",
                what="every item says which labels it has",
            ),
            Expectation(
                column="label",
                rule="expect_column_unique_value_count_to_be_between",
                kwargs={"min_value": 2},
                severity="critical",
                what="pictures differ in their labels",
            ),
        ]


def _no_name_of_it(strange: Sequence[str], space: LabelSpace) -> PeelError:
    return PeelError(
        "P649",
        "label is none of the model's",
        got=", ".join(sorted(strange)),
        allowed=", ".join(space.names),
        do="correct the label in the source, or train with items that have it",
    )
