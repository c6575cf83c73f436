"""What the search leaves behind: the leaderboard, the onion, the choice and the ledger of weights."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from peel import events, files
from peel.backbones import weights
from peel.search import leaderboard
from peel.search.engine import SearchResult, explore
from peel.search.request import Request
from peel.tables import write_table
from peel.types import event
from peel.types.model import Branch, Choice
from peel.types.search import LeaderboardRow, SearchSummary


def search(request: Request, folder: Path) -> Choice:
    """Run the search and write its outputs into `folder`; the choice is also returned."""
    start, cpu = time.monotonic(), time.process_time()
    found = explore(request)
    table = leaderboard.rows(found, request.rows)
    choice = choose(found, request, digest=leaderboard.digest(table))
    took = round(time.monotonic() - start, 1), round(time.process_time() - cpu, 1)
    summary = _summary(found, request, table=table, took=took)
    ledger = [network.weights.model_dump() for network in found.networks.values()]
    with files.new_folder(folder) as out:
        files.write_text(out / "leaderboard.csv", leaderboard.to_csv(table))
        write_table(pa.Table.from_pylist(leaderboard.plain(table)), out / "leaderboard.parquet")
        files.write_text(out / "onion.csv", leaderboard.to_csv(leaderboard.onion(table)))
        files.write_text(out / "choice.json", choice.to_json())
        files.write_json(out / "weights.json", ledger)
        files.write_text(out / "search.json", summary.to_json())
        files.write_json(out / "score.json", score(choice))
    events.tell(event.Found(stage="search", message=_words(choice)))
    request.place.cache.prune()
    return choice


def choose(found: SearchResult, request: Request, *, digest: str) -> Choice:
    """The model as a record; its score is of held-out items, with the choice paid for."""
    model, rows = found.model, request.rows
    members = tuple(head.member for head in model.heads)
    decision = rows.learner.decide(model.held_out, rows.targets)
    return Choice(
        branches=tuple(_branch(name, found) for name in dict.fromkeys(m.branch for m in members)),
        members=members,
        calibration=model.calibration,
        space=request.space.model_copy(update={"decision": decision}),
        metric=request.metric,
        score=model.score,
        low=model.low,
        high=model.high,
        log_loss=float(rows.learner.calibration.losses(model.held_out, rows.targets).mean()),
        n_items=len(rows.targets),
        leaderboard_digest=digest,
    )


def score(choice: Choice) -> dict[str, float | int]:
    """score.json: the out-of-fold score as a metric of DVC; comparing it wears no test out."""
    told = {"score", "low", "high", "log_loss", "n_items"}
    return choice.model_dump(include=told, exclude_none=True)


def _branch(name: str, found: SearchResult) -> Branch:
    network = found.networks[name]
    return Branch(
        name=name,
        backbone=network.backbone.name,
        key=network.key,
        image=network.image,
        weights_sha256=network.weights.sha256,
    )


def _summary(
    found: SearchResult,
    request: Request,
    *,
    table: Sequence[LeaderboardRow],
    took: tuple[float, float],
) -> SearchSummary:
    here = weights.found(request.place.weights.folder)
    rows = request.rows
    return SearchSummary(
        seconds=took[0],
        cpu_s=took[1],
        n_items=len(rows.targets),
        names=request.space.names,
        metric=request.metric,
        ranked_by="leave-one-out and out-of-fold" if rows.has_families else "leave-one-out",
        passes={name: seen.seconds for name, seen in found.features.items()},
        cached=sum(seen.cached for seen in found.features.values()),
        n_candidates=len(table),
        networks_here=tuple(name for name, is_here in here if is_here and name != "random"),
        single_best=table[0],
        optimism=round(found.model.optimism, 6),
        leaderboard_digest=leaderboard.digest(table),
        chance=rows.learner.constant(rows.targets),
    )


def _words(choice: Choice) -> str:
    return (
        f"mean of {choice.heads} on {choice.backbones} peeled to depth {choice.depth()}: "
        f"{choice.metric} {choice.score:.3f} ({choice.low:.3f} to {choice.high:.3f}) out-of-fold on {choice.n_items} items"
    )
