"""Targets of single-label classification: a place in the list of classes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.problem import Expectation
from peel.types.label_space import LabelSpace


class Targeting:
    """From class names to their places."""

    def space(self, labels: Sequence[str]) -> LabelSpace:
        """The labels that occur, sorted by code point, so that no locale changes the order."""
        return LabelSpace(names=tuple(sorted(set(labels))))

    def read_targets(self, labels: Sequence[str], space: LabelSpace) -> NDArray[np.int64]:
        """(n,) places of the labels among the names; raises P650 for a label that is none of them."""
        places = {name: place for place, name in enumerate(space.names)}
        unknown = sorted(set(labels) - set(places))
        if unknown:
            raise PeelError(
                "P650",
                "label is no class of the model",
                got=", ".join(unknown),
                allowed=", ".join(space.names),
                do="correct the label in the source, or train with items of that class",
            )
        return np.array([places[label] for label in labels], dtype=np.int64)

    def expectations(self) -> list[Expectation]:
        """Every item has a label, and there are at least two classes to tell apart."""
        return [
            Expectation(
                column="label",
                rule="expect_column_values_to_not_be_null",
                kwargs={},
                severity="critical",
                what="every item has a label",
            ),
            Expectation(
                column="label",
                rule="expect_column_value_lengths_to_be_between",
                kwargs={"min_value": 1, "max_value": 200},
                severity="critical",
                what="a label is 1 to 200 characters long",
            ),
            Expectation(
                column="label",
                rule="expect_column_unique_value_count_to_be_between",
                kwargs={"min_value": 2},
                severity="critical",
                what="there are at least two classes",
            ),
        ]
