"""Labels of the toy kind: whole numbers, of which nobody else knows that only their last bit matters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from peel.errors import PeelError
from peel.problem import Expectation, Targets
from peel.types.label_space import LabelSpace


class Numbers:
    several = False

    def state(self, names: Sequence[str], *, unknown: Sequence[str] = ()) -> str:
        return names[0]

    def names_of(self, label: str) -> tuple[str, ...]:
        return (("even", "odd")[int(label) % 2],)

    def show_label(self, label: str) -> str:
        return f"the number {label}"

    def merge(self, labels: Sequence[str], *, unknown: Sequence[str] = ()) -> str | None:
        return labels[0] if len({int(label) % 2 for label in labels}) == 1 else None

    def alone(self, labels: Sequence[str]) -> list[int]:
        return []

    def check(self, labels: Sequence[str], *, lost: Mapping[str, str]) -> None:
        if len({self.names_of(label) for label in labels}) < 2:
            raise PeelError("P331", "all alike", got=labels, allowed="both", do="add others")

    def notes(self, labels: Sequence[str]) -> list[str]:
        return []

    def space(self, labels: Sequence[str]) -> LabelSpace:
        return LabelSpace(names=("even", "odd"), decision={"modulus": 2})

    def read_targets(self, labels: Sequence[str], space: LabelSpace) -> Targets:
        wrong = [label for label in labels if not label.isdigit()]
        if wrong:
            raise PeelError(
                "P999", "label is no number", got=wrong[0], allowed="0, 1, 2, ...", do="mend it"
            )
        return np.array([int(label) % 2 for label in labels], dtype=np.int64)

    def expectations(self) -> list[Expectation]:
        return [
            Expectation(
                column="label",
                rule="expect_column_values_to_match_regex",
                kwargs={"regex": "^[0-9]+$"},
                severity="critical",
                what="a label is a whole number",
            )
        ]

    def strata(self, labels: Sequence[str]) -> list[tuple[str, ...]]:
        return [(label,) for label in labels]
