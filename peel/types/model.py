"""The one record of what a model is: branches of pretrained networks, the heads on them, and how their mean becomes an answer."""

from __future__ import annotations

from peel.types.items import ImageSpec
from peel.types.label_space import LabelSpace
from peel.types.pooling import Pooling
from peel.types.record import Record


class Branch(Record):
    """One network as the model uses it.

    `key` is the digest of all that its features depend on, `weights_sha256` that of the weights. `trained_from` is the
    first block whose weights were trained here (None: all are as pretrained), of which `blend` is the share in a
    mixture with the pretrained ones; `file` holds them, beside the heads.
    """

    name: str
    backbone: str
    key: str
    image: ImageSpec
    weights_sha256: str = ""
    trained_from: int | None = None
    blend: float = 1.0
    file: str = ""


class Member(Record):
    """One head of the model: of which branch, where it taps, how it pools, which head, how much it shrinks, its calibration, its weight in the mean."""

    branch: str
    tap: int
    pooling: Pooling
    head: str
    shrinkage: float
    calibration: tuple[float, ...]
    weight: float = 1.0

    @property
    def name(self) -> str:
        """What search.only calls it; how much it shrinks is found anew."""
        return f"{self.branch}/{self.tap}/{self.pooling}/{self.head}"


class Choice(Record):
    """The chosen model before it is fitted on all training items; `calibration` is that of the mean, `score` is of held-out rows."""

    schema_: int = 2
    branches: tuple[Branch, ...]
    members: tuple[Member, ...]
    calibration: tuple[float, ...]
    space: LabelSpace
    metric: str
    score: float
    low: float
    high: float
    log_loss: float | None
    n_items: int
    leaderboard_digest: str

    @property
    def heads(self) -> str:
        """How many heads the mean is of, in words."""
        return "1 head" if len(self.members) == 1 else f"{len(self.members)} heads"

    @property
    def backbones(self) -> str:
        """The networks in words."""
        return " and ".join(dict.fromkeys(branch.backbone for branch in self.branches))

    @property
    def words(self) -> str:
        """What is looked at: to which depth, or pictures of which size."""
        image = self.branches[0].image
        if image.geometry == "letterbox":
            return f"{self.backbones} at {image.size_px} pixels"
        return f"{self.backbones} to depth {self.depth()}, {self.heads}"

    def depth(self, branch: str | None = None) -> int:
        """The deepest block of a branch (the first one by default) that a head reads."""
        name = branch or self.branches[0].name
        return max((m.tap for m in self.members if m.branch == name), default=0)
