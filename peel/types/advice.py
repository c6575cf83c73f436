"""What a person should know and do after a build: the one list that report and terminal show."""

from __future__ import annotations

from peel.types.record import Record


class Step(Record):
    """What to do, why, and what to type where there is something to type."""

    title: str
    text: str
    command: str = ""


class Advice(Record):
    """`cautions` stand beside the verdict, `notes` are what the stages warned of, `steps` pay in this order."""

    cautions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
