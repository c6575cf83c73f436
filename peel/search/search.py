"""What the search leaves behind: the leaderboard, the onion, the choice and the ledger of weights."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from peel import events, files
from peel.backbones import weights
from peel.calibration import softmax
from peel.search import leaderboard
from peel.search.engine import Found, explore
from peel.search.job import Job
from peel.tables import write_table
from peel.types.model import Choice


def search(job: Job, folder: Path) -> Choice:
    """Run the search and write its outputs into `folder`; the choice is also returned."""
    start, cpu = time.monotonic(), time.process_time()
    found = explore(job)
    table = leaderboard.rows(found, job.rows.classes)
    choice = choose(found, job, digest=leaderboard.digest(table))
    summary = {
        "seconds": round(time.monotonic() - start, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        **_summary(found, job, choice=choice, table=table),
    }
    ledger = [seen.network.weights.model_dump() for seen in found.seen.values()]
    with files.new_folder(folder) as out:
        files.write_text(out / "leaderboard.csv", leaderboard.to_csv(table))
        write_table(pa.Table.from_pylist(table), out / "leaderboard.parquet")
        files.write_text(out / "onion.csv", leaderboard.to_csv(leaderboard.onion(table)))
        files.write_text(out / "choice.json", choice.to_json())
        files.write_json(out / "weights.json", ledger)
        files.write_json(out / "search.json", summary)
        files.write_json(out / "score.json", score(choice))
    events.emit("result", stage="search", message=_words(choice), leaderboard=table[:20])
    job.cache.prune()
    return choice


def choose(found: Found, job: Job, *, digest: str) -> Choice:
    """The model as a record; its score is of held-out folds, with whole families apart and the choice paid for."""
    model, network = found.model, found.network
    members = tuple(head.member for head in model.heads)
    return Choice(
        backbone=network.backbone.name,
        backbone_key=network.key,
        image=network.image,
        members=members,
        temperature=model.temperature,
        depth=max(m.tap for m in members),
        metric=job.metric,
        score=model.accuracy,
        low=model.low,
        high=model.high,
        log_loss=softmax.log_loss(model.held_out, job.rows.classes.y),
        n_items=len(job.rows.classes),
        class_names=job.class_names,
        leaderboard_digest=digest,
        effort=job.effort,
    )


def score(choice: Choice) -> dict[str, float | int]:
    """score.json: the out-of-fold score as a metric of DVC; comparing it wears no test out."""
    return choice.model_dump(include={"score", "low", "high", "log_loss", "n_items"})


def _summary(
    found: Found, job: Job, *, choice: Choice, table: list[leaderboard.Row]
) -> dict[str, Any]:
    return {
        "n_items": len(job.rows.classes),
        "n_classes": job.rows.classes.k,
        "class_names": list(job.class_names),
        "effort": job.effort,
        "ranked_by": "out-of-fold, families apart" if job.rows.has_families else "leave-one-out",
        "passes": {name: seen.seconds for name, seen in found.seen.items()},
        "cached": sum(seen.cached for seen in found.seen.values()),
        "n_candidates": len(table),
        "networks_here": [
            name
            for name, is_here in weights.found(job.weights_folder)
            if is_here and name != "random"
        ],
        "single_best": table[0],
        "optimism": round(found.model.optimism, 6),
        "leaderboard_digest": choice.leaderboard_digest,
        "chance": float(job.rows.classes.counts.max() / len(job.rows.classes)),
        "model": {
            "backbone": choice.backbone,
            "depth": choice.depth,
            "members": [m.model_dump() for m in choice.members],
            "accuracy": choice.score,
            "low": choice.low,
            "high": choice.high,
            "log_loss": choice.log_loss,
        },
    }


def _words(choice: Choice) -> str:
    return (
        f"mean of {choice.heads} on {choice.backbone} peeled to depth {choice.depth}: "
        f"{choice.metric} {choice.score:.3f} ({choice.low:.3f} to {choice.high:.3f}) out-of-fold on {choice.n_items} items"
    )
