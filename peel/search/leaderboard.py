"""The ranking of all candidates, the curve of each network, and the digest that two machines must agree on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from peel import text
from peel.heads.classes import Classes
from peel.metrics.wilson import wilson
from peel.search.engine import Found
from peel.search.trial import Candidate

Row = dict[str, Any]
_MEASURED = ("seconds",)


def rows(found: Found, classes: Classes) -> list[Row]:
    """One row a candidate, best log loss first; accuracies are of items whose fold the head was not fitted on.

    Intervals count a family as one item, and their lower ends make room for what the best of so many heads
    owes to luck.
    """
    return [
        _row(c, found, place=place, share=c.accuracy(classes))
        for place, c in enumerate(found.candidates, start=1)
    ]


def _row(candidate: Candidate, found: Found, *, place: int, share: float) -> Row:
    member = candidate.member
    seen = found.seen[candidate.backbone]
    cost = seen.costs[member.tap]
    low, high = wilson(share * found.model.n_effective, found.model.n_effective)
    return {
        "rank": place,
        "backbone": candidate.backbone,
        "tap": member.tap,
        "block": seen.network.taps[member.tap].point.block,
        "pooling": member.pooling,
        "head": member.head,
        "shrinkage": member.shrinkage,
        "width": candidate.width,
        "accuracy": round(share, 6),
        "low": round(max(0.0, low - found.model.optimism), 6),
        "high": round(high, 6),
        "log_loss": round(candidate.log_loss, 6),
        "temperature": round(member.temperature, 6),
        "parameters": cost.parameters,
        "macs": cost.macs,
        "seconds": found.seconds[candidate.trial],
    }


def onion(table: Sequence[Row]) -> list[Row]:
    """The best single head of every depth of every network, from the input on: score against depth."""
    best: dict[tuple[str, int], Row] = {}
    for row in table:
        best.setdefault((row["backbone"], row["tap"]), row)
    keys = ("accuracy", "low", "high", "log_loss", "parameters", "macs")
    return [
        {"backbone": b, "depth": depth, "block": row["block"], **{k: row[k] for k in keys}}
        for (b, depth), row in sorted(best.items())
    ]


def digest(table: Sequence[Row]) -> str:
    """sha256 of all that is no measured time."""
    kept = [{k: v for k, v in row.items() if k not in _MEASURED} for row in table]
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()


def to_csv(table: Sequence[Row]) -> str:
    """The rows as CSV."""
    return text.to_csv(list(table[0]), (row.values() for row in table))
