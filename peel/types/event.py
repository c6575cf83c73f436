"""What a stage, a flow or DVC tells while it works: a record each, one JSON line in the file of events.

Plain data classes: a stage that has nothing to do must not wait for a library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened; `time` in seconds since 1970, 0 where nobody noted it."""

    time: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Started(Event):
    """A stage begins."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class Ended(Event):
    """A stage has ended well, with its result in a line of words; `cpu_s` of its whole process."""

    stage: str
    message: str = ""
    seconds: float = 0.0
    cpu_s: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Skipped(Event):
    """DVC found nothing to do for a stage."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class Passed(Event):
    """A build has gone past a stage; `state` is "done" where it ran, "cached" where it had nothing to do."""

    stage: str
    state: str
    seconds: float = 0.0
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Progress(Event):
    """How far a loop is; `total` is None where nobody knows."""

    name: str
    done: int
    total: int | None


@dataclass(frozen=True, kw_only=True)
class Tried(Event):
    """A trial of the search has ended."""

    key: str
    name: str
    score: float
    message: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Warned(Event):
    """Something that a person should look at."""

    message: str


@dataclass(frozen=True, kw_only=True)
class Found(Event):
    """A result of a stage in words."""

    stage: str
    message: str


@dataclass(frozen=True, kw_only=True)
class Refused(Event):
    """A PeelError with all its parts, and the stage that raised it ("" outside of one)."""

    stage: str = ""
    code: str
    message: str = ""
    what: str = ""
    got: str = ""
    allowed: str = ""
    do: str = ""


@dataclass(frozen=True, kw_only=True)
class Judged(Event):
    """The end of a build: the verdict, "pass", "fail" or "undecided", and why."""

    verdict: str
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class Unchanged(Event):
    """A build would find nothing to do."""


@dataclass(frozen=True, kw_only=True)
class Lost(Event):
    """The Prefect server does not listen any more."""


# The names that stand in the file.
NAMES: dict[str, type[Event]] = {
    "started": Started,
    "ended": Ended,
    "skipped": Skipped,
    "stage": Passed,
    "progress": Progress,
    "trial": Tried,
    "warning": Warned,
    "result": Found,
    "error": Refused,
    "verdict": Judged,
    "unchanged": Unchanged,
    "lost": Lost,
}
_NAME_OF = {kind: name for name, kind in NAMES.items()}


def to_fields(event: Event) -> dict[str, Any]:
    """The event as a JSON object: its time, its name, its own fields.

    >>> to_fields(Skipped(time=2.5, stage="split"))
    {'time': 2.5, 'event': 'skipped', 'stage': 'split'}
    """
    told = asdict(event)
    return {"time": told.pop("time"), "event": _NAME_OF[type(event)], **told}


def from_fields(told: Any) -> Event | None:
    """The event of a JSON object; None for what no Peel of this version writes. Fields that it does not know are left out.

    >>> from_fields({"event": "warning", "message": "look", "more": 1})
    Warned(time=0.0, message='look')
    """
    kind = NAMES.get(str(told.get("event"))) if isinstance(told, Mapping) else None
    if kind is None:
        return None
    known = {field.name for field in fields(kind)} & told.keys()
    try:
        return kind(**{name: told[name] for name in known})
    except TypeError:  # a field is missing
        return None
