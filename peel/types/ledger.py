"""The ledger: who did what, in rows that hold the digest of the one before."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from peel.types.record import Record

What = Literal[
    "register",
    "promote",
    "rollback",
    "override",
    "reject",
    "acknowledge",
    "key-made",
    "key-revoked",
    "forget",
    "backup",
    "restore",
    "retrain",
    "threshold",
]


class Deed(Record):
    """Who did what; `details` hold digests and names, never a picture or a key."""

    who: str = Field(max_length=200)
    what: What
    details: dict[str, Any] = Field(default_factory=dict)


class Entry(Record):
    """A row: number `seq`, what `who` did at `at`; `digest` is of all other fields."""

    seq: int
    at: float
    who: str
    what: str
    details: dict[str, Any]
    before: str
    digest: str


class Broken(Record):
    """The first row of the ledger that is not as it was written, and how one sees that."""

    seq: int
    why: str


class Happened(Record):
    """Something that happened, for whoever looks on; `id` grows."""

    id: int
    at: float
    type: str
    data: dict[str, Any]
