"""The answer of detection."""

from __future__ import annotations

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from peel.types.answer import Answer
from peel.types.record import Record


class Thing(Record):
    """What was found: its name, its box as left, top, right and bottom in pixels of the picture, and how sure it is (0 to 1)."""

    # A part of an answer: it states no number of its own.
    schema_: SkipJsonSchema[int] = Field(1, exclude=True)
    name: str
    box: tuple[float, float, float, float]
    score: float


class DetectionAnswer(Answer):
    """The things that were found, the surest first, how many of each name, and how sure the surest box of each name is.

    Nothing may be found; that is an answer too. Where `error` says why there is no answer, all three are empty.
    """

    things: tuple[Thing, ...] = ()
    counts: dict[str, int] = Field(default_factory=dict)
    surest: dict[str, float] = Field(default_factory=dict)
