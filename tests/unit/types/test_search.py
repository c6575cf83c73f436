"""SearchRows of the leaderboard."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from peel.types.model import Member
from peel.types.search import LeaderboardRow, OnionRow

ROW = {
    "rank": 1,
    "branch": "net",
    "tap": 3,
    "block": "blocks.3",
    "pooling": "ems",
    "head": "lda",
    "shrinkage": 0.1,
    "width": 9,
    "score": 0.9,
    "low": 0.8,
    "high": 0.95,
    "log_loss": 0.3,
    "calibration": (1.2,),
    "parameters": 10,
    "macs": 20,
    "seconds": 0.1,
}
MEMBER = Member(
    branch="net", tap=3, pooling="ems", head="lda", shrinkage=0.1, calibration=(1.5,), weight=2.0
)


def test_row_knows_its_head() -> None:
    """By what it is, not by how it is calibrated and weighed."""
    assert LeaderboardRow(**ROW).is_member(MEMBER)


@pytest.mark.parametrize(
    "change", [{"branch": "other"}, {"tap": 4}, {"pooling": "mean"}, {"head": "ridge"}]
)
def test_other_head_is_no_member(change: dict[str, object]) -> None:
    assert not LeaderboardRow(**ROW | change).is_member(MEMBER)


def test_unknown_pooling_is_refused() -> None:
    with pytest.raises(ValidationError, match="pooling"):
        LeaderboardRow(**ROW | {"pooling": "max"})


@pytest.mark.parametrize(("cell", "loss"), [("", 0.25), ("0.5", 0.5)])
def test_empty_cell_is_no_log_loss(cell: str, loss: float) -> None:
    texts = {"branch": "a", "depth": "3", "block": "b", "score": "0.75", "low": "0", "high": "1"}
    row = OnionRow.model_validate({**texts, "log_loss": cell, "parameters": "1", "macs": "1"})
    assert row.loss == loss
