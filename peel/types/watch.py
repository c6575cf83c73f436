"""What the watch knows: the time under one model and threshold, and where each watch of it stands."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peel.types.record import Record

Colour = Literal["green", "amber", "red", "grey"]
OVERALL = ""  # the name of the watch of all classes together


class Epoch(Record):
    """A model under a threshold: each promotion, rollback, changed threshold or acknowledged dip begins a new one.

    `tau` is the threshold of the mean of the kind's surrogate, `classes` those of single names. `fresh` says that the
    start account is open: it is closed after an acknowledged dip of the same model.
    """

    id: int = 0
    model: str
    version: str
    tau: float
    classes: dict[str, float] = Field(default_factory=dict)
    opened_at: float
    closed_at: float | None = None
    fresh: bool = True
    why: str


class Watched(Record):
    """One watch: of everything (`name` empty) or of one class.

    `n` labels of closed days count; `run` and `start` are the two accounts as shares of their limits (1 is red), over the days before
    the first open one. `recent`
    is the mean of the last labels of days that were answered as a whole with its interval `low` to `high`, `pessimistic` the mean if every unanswered
    ticket of closed cohorts were wrong. `needed` estimates how many more labels would decide, None where nobody can say.
    `words` say it for a person.
    """

    epoch: int
    name: str
    colour: Colour
    since: float
    tau: float
    n: int
    run: float
    start: float
    recent: float | None
    low: float | None
    high: float | None
    pessimistic: float | None
    needed: int | None
    words: str


class Change(Record):
    """A watch that changed its colour: what an alert is about."""

    before: Colour
    now: Watched
    at: float
    incident: int | None = None
