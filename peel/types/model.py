"""What the search chooses: a backbone, a cut, and the heads whose mean is the model."""

from __future__ import annotations

from peel.types.items import ImageSpec
from peel.types.record import Record


class Member(Record):
    """One head of the model: where it taps, how it pools, which closed form, how much it shrinks."""

    tap: int
    pooling: str
    head: str
    shrinkage: float
    temperature: float


class Choice(Record):
    """The chosen model before it is fitted on all training items."""

    backbone: str
    backbone_key: str
    image: ImageSpec
    members: tuple[Member, ...]
    temperature: float
    depth: int
    metric: str
    score: float
    low: float
    high: float
    log_loss: float
    n_items: int
    class_names: tuple[str, ...]
    leaderboard_digest: str
    effort: str

    @property
    def heads(self) -> str:
        """How many heads the mean is of, in words."""
        return "1 head" if len(self.members) == 1 else f"{len(self.members)} heads"
