"""What the search leaves behind: rows of the leaderboard, the onion, and the summary."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from peel.types.model import Choice, Member
from peel.types.pooling import Pooling
from peel.types.record import Record


class LeaderboardRow(Record):
    """One candidate; `score` is of held-out items in the kind's metric, `low` makes room for the luck of the best of many.

    `log_loss` is None for answers without probabilities, such as boxes.
    """

    rank: int
    branch: str
    tap: int
    block: str
    pooling: Pooling
    head: str
    shrinkage: float
    width: int
    score: float
    low: float
    high: float
    log_loss: float | None
    calibration: tuple[float, ...]
    parameters: int
    macs: int
    seconds: float

    def is_of(self, choice: Choice) -> bool:
        """Whether it is a head of the model."""
        return any(self.is_member(member) for member in choice.members)

    def is_member(self, member: Member) -> bool:
        """Whether it is this head."""
        mine = (self.branch, self.tap, self.pooling, self.head, self.shrinkage)
        return mine == (
            member.branch,
            member.tap,
            member.pooling,
            member.head,
            member.shrinkage,
        )


def _cell(value: object) -> object:
    """An empty cell of a table is nothing."""
    return None if value == "" else value


class OnionRow(Record):
    """The best single head of one depth of one branch; `log_loss` as in `LeaderboardRow`."""

    branch: str
    depth: int
    block: str
    score: float
    low: float
    high: float
    log_loss: Annotated[float | None, BeforeValidator(_cell)]
    parameters: int
    macs: int

    @property
    def loss(self) -> float:
        """What depths are ranked by, less is better: the log loss, or what the score lacks where there is none."""
        return 1 - self.score if self.log_loss is None else self.log_loss


class SearchSummary(Record):
    """search.json: how the search went.

    `chance` is what the best constant answer scores and `optimism` what choosing among many flatters, None where that was not
    measured; `networks_here` the networks whose weights lie on this machine,
    `passes` the seconds of each branch's pass, `cached` how many features were there already.
    """

    seconds: float
    cpu_s: float
    n_items: int
    names: tuple[str, ...]
    metric: str
    ranked_by: str
    passes: dict[str, float]
    cached: int
    n_candidates: int
    networks_here: tuple[str, ...] = Field(default=())
    single_best: LeaderboardRow
    optimism: float | None
    leaderboard_digest: str
    chance: float | None
