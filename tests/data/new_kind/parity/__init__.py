"""A toy kind in a package of its own: the label is a whole number, what is predicted is whether it is even."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from peel.errors import PeelError
from peel.metrics import calibration
from peel.metrics.bootstrap import percentile_interval, replicate
from peel.metrics.confusion import confusion, per_class
from peel.metrics.evidence import Answered, Evidence, of_shares
from peel.metrics.log_loss import item_losses, log_loss
from peel.metrics.wilson import wilson
from peel.problem import Expectation, Metric, Outputs, Targets
from peel.types.answer import Answer
from peel.types.details import Confusion, Details
from peel.types.label_space import LabelSpace
from peel.types.score import Score


class Parity:
    name = "parity"
    metric = Metric(name="right", unit="share", higher_is_better=True, is_count=True)
    metrics: tuple[str, ...] = ("right",)
    widget = "choice"

    several = False

    def state(self, names: Sequence[str], *, unknown: Sequence[str] = ()) -> str:
        return names[0]

    def names_of(self, label: str) -> tuple[str, ...]:
        return (("even", "odd")[int(label) % 2],)

    def show_label(self, label: str) -> str:
        return f"the number {label}"

    def merge(self, labels: Sequence[str]) -> str | None:
        return labels[0] if len({int(label) % 2 for label in labels}) == 1 else None

    def alone(self, labels: Sequence[str]) -> list[int]:
        return []

    def check(self, labels: Sequence[str], *, lost: Mapping[str, str]) -> None:
        if len({self.names_of(label) for label in labels}) < 2:
            raise PeelError("P331", "all alike", got=labels, allowed="both", do="add others")

    def notes(self, labels: Sequence[str]) -> list[str]:
        return []

    def space(self, labels: Sequence[str]) -> LabelSpace:
        return LabelSpace(names=("even", "odd"))

    def class_names(self, labels: Sequence[str]) -> tuple[str, ...]:
        return self.space(labels).names

    def read_targets(self, labels: Sequence[str], class_names: Sequence[str]) -> Targets:
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
        return [self.names_of(label) for label in labels]

    def score(self, outputs: Outputs, targets: Targets, *, families: Targets) -> list[Score]:
        if not len(targets):
            raise PeelError("P998", "nothing to score", got=0, allowed="1 or more", do="add items")
        right = int((outputs.argmax(axis=1) == targets).sum())
        low, high = wilson(right, len(targets))
        losses = item_losses(outputs, targets)
        draws = replicate([lambda weights: log_loss(losses, weights=weights)], families, seed=0)[0]
        value, (best, worst) = float(losses.mean()), percentile_interval(draws)
        return [
            Score(name="right", value=right / len(targets), low=low, high=high),
            Score(
                name="log_loss",
                value=value,
                low=min(best, value),
                high=max(worst, value),
                unit="nats",
            ),
        ]

    def evidence(
        self, outputs: Outputs, targets: Targets, *, families: Targets, metric: str
    ) -> Evidence:
        predicted = outputs.argmax(axis=1).astype(np.int64)
        return of_shares(Answered(predicted, targets, families=families, k=2))

    def details(self, outputs: Outputs, targets: Targets, *, class_names: Sequence[str]) -> Details:
        predicted = outputs.argmax(axis=1).astype(np.int64)
        counts = confusion(predicted, targets, k=len(class_names))
        confidence = outputs.max(axis=1).astype(np.float64)
        right = (predicted == targets).astype(np.float64)
        bins = calibration.assign_bins(confidence)
        return Details(
            per_class=per_class(counts, class_names),
            confusion=Confusion(class_names=list(class_names), counts=counts.tolist()),
            calibration=calibration.reliability(confidence, right, bins=bins),
        )

    def decode(self, outputs: Outputs, class_names: Sequence[str]) -> list[Answer]:
        return [
            Answer(
                class_name=class_names[int(row.argmax())],
                confidence=float(row.max()),
                probabilities=dict(zip(class_names, map(float, row), strict=True)),
            )
            for row in outputs
        ]

    def surrogate(self, output: Outputs, target: int) -> float:
        return float(output[target])

    def render(self, item: str, answer: Answer) -> str:
        return f"{item} is {answer.class_name}"


PROBLEM = Parity()
