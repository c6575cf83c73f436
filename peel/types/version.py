"""What the registry knows of a model: that it waits for a decision, or which version it is."""

from __future__ import annotations

from typing import Literal

from peel.types.judgement import Judgement
from peel.types.record import Record

# Offered and not judged yet; judged better, to be tried beside the champion, or refused; taken over, turned down by a person, or
# open when another came in its place.
Stand = Literal["offered", "better", "shadow", "refused", "promoted", "rejected", "replaced"]


class Version(Record):
    """A registered model: `model` is the digest of its card, `commit` where git has what it was built from ("" for nowhere)."""

    model: str
    name: str
    version: str
    run: str
    commit: str
    at: float
    by: str


class Candidate(Record):
    """A model that was offered, and what became of it; `judgement` is the gate's in JSON, empty before it spoke."""

    model: str
    run: str
    commit: str
    at: float
    state: Stand
    judgement: str = ""
    decided_by: str = ""
    decided_at: float | None = None

    @property
    def gate(self) -> Judgement | None:
        """What the gate said of it last."""
        return Judgement.model_validate_json(self.judgement) if self.judgement else None
