"""The ranking of all candidates, the curve of each branch, and the digest that two machines must agree on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from peel import text
from peel.search.engine import SearchResult
from peel.search.trial import Candidate, SearchRows
from peel.types.search import LeaderboardRow, OnionRow

_MEASURED = frozenset(("seconds",))
_SCHEMA = frozenset(("schema_",))


def rows(found: SearchResult, of: SearchRows) -> list[LeaderboardRow]:
    """One row a candidate, best log loss first; scores are of items whose fold the head was not fitted on.

    `of` are the rows that were searched. Intervals count a family as one item, and their lower ends make room for what the best of so many heads
    owes to luck.
    """
    return [_row(c, found, place=place, of=of) for place, c in enumerate(found.candidates, start=1)]


def _row(
    candidate: Candidate, found: SearchResult, *, place: int, of: SearchRows
) -> LeaderboardRow:
    member = candidate.member
    cost = found.costs[member.branch][member.tap]
    low, high = of.learner.interval(
        candidate.score, of.targets, n_effective=found.model.n_effective
    )
    return LeaderboardRow(
        rank=place,
        branch=member.branch,
        tap=member.tap,
        block=found.networks[member.branch].taps[member.tap].point.block,
        pooling=member.pooling,
        head=member.head,
        shrinkage=member.shrinkage,
        width=candidate.width,
        score=round(candidate.score, 6),
        low=round(max(0.0, low - found.model.optimism), 6),
        high=round(high, 6),
        log_loss=round(candidate.log_loss, 6),
        calibration=tuple(round(value, 6) for value in member.calibration),
        parameters=cost.parameters,
        macs=cost.macs,
        seconds=found.seconds[candidate.trial],
    )


def onion(table: Sequence[LeaderboardRow]) -> list[OnionRow]:
    """The best single head of every depth of every branch, from the input on: score against depth."""
    best: dict[tuple[str, int], LeaderboardRow] = {}
    for row in table:
        best.setdefault((row.branch, row.tap), row)
    kept = {"block", "score", "low", "high", "log_loss", "parameters", "macs"}
    return [
        OnionRow(branch=branch, depth=depth, **row.model_dump(include=kept))
        for (branch, depth), row in sorted(best.items())
    ]


def digest(table: Sequence[LeaderboardRow]) -> str:
    """sha256 of all that is no measured time."""
    kept = [row.model_dump(mode="json", exclude={*_MEASURED, *_SCHEMA}) for row in table]
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def plain(table: Sequence[LeaderboardRow | OnionRow]) -> list[dict[str, Any]]:
    """The rows for a table."""
    return [row.model_dump(mode="json", exclude={*_SCHEMA}) for row in table]


def to_csv(table: Sequence[LeaderboardRow | OnionRow]) -> str:
    """The rows as CSV; several parameters of a calibration are joined by blanks."""
    rows = plain(table)
    return text.to_csv(list(rows[0]), (map(_cell, row.values()) for row in rows))


def _cell(value: Any) -> Any:
    return " ".join(map(str, value)) if isinstance(value, list) else value
