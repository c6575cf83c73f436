"""What validate tells: data/validate/validation.json."""

from __future__ import annotations

from pydantic import Field
from typing_extensions import TypedDict

from peel.types.record import Record


class Outcome(TypedDict):
    """One expectation and what was found: how many items break it, and the paths of the first five.

    `observed` is the value that a rule about the whole table saw, else "".
    """

    name: str
    what: str
    column: str
    severity: str
    success: bool
    unexpected: int
    observed: str
    examples: list[str]


class Sides(TypedDict):
    """Longer sides of the good pictures in pixels; 0 where there is none."""

    min: int
    median: int
    max: int


class Validation(Record):
    """The counts: `n_items` that ingest wrote, `n_good` that go on, `n_bad` that count against the limit.

    Items that are put aside and do not count are copies and single pictures of a class. `n_left_out` of the bad ones
    are lines and files from which ingest could make no item. `lost` are the classes of the source that have no picture
    left, each with the reason. `form` is that of the source, `said` what ingest noted of it. `stopped` is the error that ended the run, or "".
    """

    n_items: int
    n_good: int
    n_bad: int
    bad_share: float
    limit: float
    reasons: dict[str, int]
    classes: dict[str, int]
    expectations: list[Outcome]
    formats: dict[str, int]
    modes: dict[str, int]
    sides: Sides
    stopped: str
    n_left_out: int = 0
    lost: dict[str, str] = Field(default_factory=dict)
    form: str = ""
    said: tuple[str, ...] = ()
