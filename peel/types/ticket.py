"""What is kept of an answer that was given, and of the labels that came back for it."""

from __future__ import annotations

from typing import Any, Literal

from peel.types.record import Record

# Who labels: auditors are asked, staff and partners are known, the public is anybody.
Trust = Literal["auditor", "staff", "partner", "public"]
# Where a picture with a trusted label goes: into training, or into the fresh holdout that only the gate reads.
Part = Literal["train-new", "fresh"]


class Ticket(Record):
    """One answer. `model` is the digest of the bundle that gave it, `item` the sha256 of the picture's bytes as sent.

    `source` says where the picture comes from (a camera; by default the key's id), `group` which pictures belong
    together (by default the picture's own look). `outputs` are the file's outputs for this one picture, as lists.
    `audited`: drawn for the audit at the rate `rate`. `shadow` are the outputs of the challenger `shadow_model`.
    """

    ticket: str
    at: float
    model: str
    version: str
    source: str
    key: str
    item: str
    group: str
    part: Part
    audited: bool
    rate: float
    kept: bool
    outputs: dict[str, Any]
    shadow_model: str = ""
    shadow: dict[str, Any] | None = None


class Label(Record):
    """What somebody says of one ticket; never changed: a later one by the same person for the same ticket stands in its place.

    `client` is the caller's own id of the message (the same one twice is one label), `label` the kind's text.
    """

    id: int = 0
    ticket: str
    by: str
    trust: Trust
    client: str
    label: str
    at: float


class Audited(Record):
    """A ticket of the audit with the label that stands for it, if there is one: what the watch reads."""

    ticket: Ticket
    label: Label | None
