"""What is kept of an answer that was given, and of the labels that came back for it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from peel.types.record import Record

# Who labels: auditors are asked, staff and partners are known, the public is anybody.
Trust = Literal["auditor", "staff", "partner", "public"]
# Where a picture with a trusted label goes: into training, or into the fresh holdout that only the gate reads.
Part = Literal["train-new", "fresh"]
# What became of a label: new, known already, kept aside until its ticket turns up, of a ticket that nobody here made,
# one more than a person may say, or one whose marks do not lie in the picture of its ticket.
Outcome = Literal["kept", "same", "unknown ticket", "forged", "too many", "outside"]
# Texts from outside, as every database takes them.
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Name = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
# Of a label: about a thousand boxes.
LETTERS = 60_000
Long = Annotated[str, Field(max_length=LETTERS, pattern=r"^[^\x00]*$")]


class Ticket(Record):
    """One answer. `model` is the digest of the bundle that gave it, `item` the sha256 of the picture's bytes as sent.

    `source` says where the picture comes from (a camera; by default the key's id), `group` which pictures belong
    together (by default the picture's own look). `outputs` are the file's outputs for this one picture, as lists.
    `audited`: drawn for the audit at the rate `rate`. `shadow` are the outputs of the challenger `shadow_model`.
    `width` and `height` are those of the picture as it is shown, in pixels; 0 in tickets of an earlier Peel.
    """

    ticket: str
    at: float
    model: str
    version: Name
    source: Short
    key: Name
    item: str
    group: Short
    part: Part
    audited: bool
    rate: float
    kept: bool
    outputs: dict[str, Any]
    shadow_model: str = ""
    shadow: dict[str, Any] | None = None
    width: int = 0
    height: int = 0


class Label(Record):
    """What somebody says of one ticket; never changed: a later one by the same person for the same ticket stands in its place.

    `client` is the caller's own id of the message (the same one twice is one label), `label` the kind's text. `reach` is
    how far right and down its marks go, in pixels: it is held against the picture's size, and not kept.
    """

    id: int = 0
    ticket: str = Field(max_length=120)
    by: Name
    trust: Trust
    client: Short
    label: Long
    at: float
    reach: tuple[float, float] = (0.0, 0.0)


class Audited(Record):
    """A ticket of the audit with the label that stands for it, if there is one: what the watch reads."""

    ticket: Ticket
    label: Label | None
