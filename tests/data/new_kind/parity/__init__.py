"""A toy kind in a package of its own: the label is a whole number, what is predicted is whether it is even."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from peel.errors import PeelError
from peel.metrics.bootstrap import percentile_interval, replicate
from peel.metrics.confusion import confusion
from peel.metrics.evidence import Evidence, Predicted, of_shares
from peel.metrics.log_loss import item_losses, log_loss
from peel.metrics.wilson import wilson
from peel.problem import Answered, Metric, Outputs
from peel.types.answer import Answer
from peel.types.difference import Difference
from peel.types.label_space import LabelSpace
from peel.types.mistake import Mistake
from peel.types.output import Output
from peel.types.score import Score

from .answer import Told
from .labels import Numbers

SHARES = "shares"


class Parity(Numbers):
    name = "parity"
    metric = Metric(name="right", unit="share", higher_is_better=True, is_count=True)
    metrics: tuple[str, ...] = ("right",)
    widget = "choice"
    answer = Told

    def outputs(self, space: LabelSpace) -> tuple[Output, ...]:
        meaning = "how probable even and odd are"
        shares = Output(name=SHARES, shape=("n", 2), meaning=meaning, tolerance=1e-3)
        odd = Output(name="odd", shape=("n",), meaning="how probable odd is", tolerance=1e-3)
        return (shares, odd)

    def score(self, answered: Answered) -> list[Score]:
        targets = answered.targets
        if not len(targets):
            raise PeelError("P998", "nothing to score", got=0, allowed="1 or more", do="add items")
        right = int((_said(answered.outputs) == targets).sum())
        low, high = wilson(right, len(targets))
        losses = item_losses(answered.outputs[SHARES], targets)
        statistic = [lambda weights: log_loss(losses, weights=weights)]
        draws = replicate(statistic, answered.families, seed=0)[0]
        value, (best, worst) = float(losses.mean()), percentile_interval(draws)
        interval = {"low": min(best, value), "high": max(worst, value)}
        return [
            Score(name="right", value=right / len(targets), low=low, high=high),
            Score(name="log_loss", value=value, unit="nats", **interval),
        ]

    def evidence(self, answered: Answered, asked: str) -> Evidence:
        said = _said(answered.outputs)
        return of_shares(Predicted(said, answered.targets, families=answered.families, k=2))

    def details(self, answered: Answered) -> dict[str, Any]:
        return {"counts": confusion(_said(answered.outputs), answered.targets, k=2).tolist()}

    def mistakes(self, answered: Answered, *, n: int) -> list[int]:
        wrong = np.flatnonzero(_said(answered.outputs) != answered.targets)
        surest = answered.outputs[SHARES].max(axis=1)[wrong].argsort(kind="stable")[::-1]
        return [int(place) for place in wrong[surest][:n]]

    def mistake(self, outputs: Outputs, label: str, *, space: LabelSpace) -> Mistake:
        (answer,) = self.decode(outputs, space)
        return Mistake(
            label=self.show_label(label),
            answer=f"an {answer.parity} number",
            confidence=answer.share,
            label_confidence=float(outputs[SHARES][0, int(label) % 2]),
        )

    def columns(self, outputs: Outputs, *, space: LabelSpace) -> dict[str, Sequence[Any]]:
        return {"said": [space.names[place] for place in _said(outputs)]}

    def pairs(
        self, outputs: Outputs, labels: Sequence[str], *, space: LabelSpace
    ) -> Iterable[tuple[str, str]]:
        return zip(labels, self.columns(outputs, space=space)["said"], strict=True)

    def label_within(self, label: str, names: Sequence[str]) -> str | None:
        return label

    def within(
        self, outputs: Outputs, space: LabelSpace, *, names: Sequence[str]
    ) -> tuple[Outputs, LabelSpace]:
        return outputs, space

    def difference(self, file: Outputs, model: Outputs, *, space: LabelSpace) -> Difference:
        changed = (_said(file) != _said(model)) & (self.clearness(model, space=space) > 2e-3)
        largest = float(np.abs(file[SHARES] - model[SHARES]).max())
        return Difference(n=len(file[SHARES]), largest=largest, changed=int(changed.sum()))

    def clearness(self, outputs: Outputs, *, space: LabelSpace) -> np.ndarray:
        return np.abs(outputs[SHARES][:, 0] - outputs[SHARES][:, 1]).astype(np.float64)

    def decode(self, outputs: Outputs, space: LabelSpace) -> list[Answer]:
        shares = outputs[SHARES].max(axis=1).tolist()
        said = (space.names[place] for place in _said(outputs))
        return [Told(parity=name, share=share) for name, share in zip(said, shares, strict=True)]

    def row(self, answer: Answer) -> dict[str, Any]:
        told = _told(answer)
        return {"parity": told.parity, "share": told.share}

    def shares(self, answer: Answer) -> dict[str, float]:
        return {}

    def cells(self, answer: Answer, *, top: int) -> dict[str, str]:
        return {"parity": _told(answer).parity or "", "": ""}

    def surrogate(self, outputs: Outputs, target: int, *, space: LabelSpace) -> float:
        return float(outputs[SHARES][0, target])

    def render(self, item: str, answer: Answer) -> str:
        return f"{item} is {_told(answer).parity}"


def _said(outputs: Mapping[str, np.ndarray]) -> np.ndarray:
    return outputs[SHARES].argmax(axis=1).astype(np.int64)


def _told(answer: Answer) -> Told:
    return answer if isinstance(answer, Told) else Told(error=answer.error)


PROBLEM = Parity()
