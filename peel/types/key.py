"""Keys of those who may call the server."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from peel.types.record import Record
from peel.types.ticket import Trust

# What a key opens: answers, labels, the state, metrics, everything. Nothing asks yet for label (the queue of pictures), build (retraining), approve (promotion).
Scope = Literal["predict", "feedback", "look", "label", "build", "approve", "metrics", "admin"]
SCOPES: tuple[Scope, ...] = (
    "predict",
    "feedback",
    "look",
    "label",
    "build",
    "approve",
    "metrics",
    "admin",
)


class NewKey(Record):
    """What a key is asked to be; `expires_at` None never ends, `per_minute` bounds its requests."""

    name: str = Field(min_length=1, max_length=200)
    scopes: tuple[Scope, ...] = Field(min_length=1)
    trust: Trust = "public"
    per_minute: int = Field(600, ge=1)
    expires_at: float | None = None


class Key(NewKey):
    """A key that was made; of its text only `hash`, the sha256, is kept."""

    id: str
    hash: str = Field(repr=False)
    made_at: float
    revoked_at: float | None = None

    def may(self, scope: Scope) -> bool:
        """Whether it opens what needs `scope`; admin opens everything."""
        return scope in self.scopes or "admin" in self.scopes
