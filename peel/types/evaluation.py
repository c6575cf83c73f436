"""evaluation.json: what the file did on the sealed test part."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from peel.types.difference import Difference
from peel.types.mistake import Mistake
from peel.types.record import Record
from peel.types.score import Score, Verdict


class Parity(Record):
    """How far the file is from its model: in every form in which pictures come, and by each output's own measure.

    `forms` are the answers in each form, `outputs` the largest difference of each further output.
    """

    n: int
    tolerance: float
    margin: float
    forms: dict[str, Difference]
    outputs: dict[str, float]
    same: bool

    @property
    def largest(self) -> float:
        """The largest difference of an answer in any form."""
        return max((found.largest for found in self.forms.values()), default=0.0)

    @property
    def changed(self) -> int:
        """The clear answers that differ in any form."""
        return sum(found.changed for found in self.forms.values())


class Reference(Record):
    """How probable each name was on the `n` test items, as the kind's `shares` say: to notice when answers drift.

    `surrogate` is the mean of the kind's surrogate there, what a watch compares (None on a card of an earlier Peel), and `names`
    how many test items have a name, and that mean over them.
    """

    n: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    surrogate: float | None = None
    names: dict[str, tuple[int, float]] = Field(default_factory=dict)


class Evaluation(Record):
    """All of it. `details` are the kind's own: nobody else reads them."""

    scores: tuple[Score, ...]
    verdict: Verdict
    notes: tuple[str, ...] = ()
    parity: Parity
    mistakes: tuple[Mistake, ...]
    details: dict[str, Any]
    reference: Reference
    model_sha256: str
    golden_sha256: str
    models_judged: int
