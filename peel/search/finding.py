"""The search of a kind that finds things: detectors, each learnt without each fold, and the chosen one on all pictures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from peel import events, files
from peel.backbones import weights
from peel.problem import Finder
from peel.runners import dense
from peel.runners.dense import FRAME
from peel.search import leaderboard, named, tried
from peel.search.request import Asked
from peel.search.search import score
from peel.search.tried import Tried
from peel.tables import write_table
from peel.text import plain
from peel.types import event
from peel.types.backbone import Weights
from peel.types.items import ImageSpec
from peel.types.model import Branch, Choice, Member
from peel.types.pooling import Pooling
from peel.types.search import LeaderboardRow, SearchSummary


class _Told(NamedTuple):
    """What is written."""

    choice: Choice
    summary: SearchSummary
    table: Sequence[LeaderboardRow]
    weights: Weights


def search(asked: Asked, finder: Finder, *, folder: Path) -> Choice:
    """Try, choose, learn; write it into `folder`; the choice is also returned."""
    start, cpu = time.monotonic(), time.process_time()
    found = tried.all_of(asked, finder)
    one = tried.taken(found)
    key = dense.key_of(one.seen, asked.items, space=one.space)
    dense.keep(one.prepared.whole(), asked.place, key=key)
    took = round(time.monotonic() - start, 1), round(time.process_time() - cpu, 1)
    table = _table(found)
    choice = _choice(asked, one, digest=leaderboard.digest(table))
    summary = _summary(asked, choice, table=table, took=took)
    _write(_Told(choice, summary, table, one.seen.weights), folder)
    events.tell(event.Found(stage="search", message=_words(choice)))
    return choice


def _table(found: Sequence[Tried]) -> list[LeaderboardRow]:
    """The best score first; of equal ones the least work."""
    ranked = sorted(found, key=lambda one: (-one.score.value, one.macs))
    return [_row(one, rank) for rank, one in enumerate(ranked, start=1)]


def _row(one: Tried, rank: int) -> LeaderboardRow:
    network = one.seen.network
    return LeaderboardRow(
        rank=rank,
        branch=one.seen.backbone.name,
        tap=network.depths[-1],
        block=network.paths[-1],
        pooling=Pooling.MEAN,
        head=_head(one),
        shrinkage=0.0,
        width=sum(network.widths),
        score=round(one.score.value, 6),
        low=round(one.score.low, 6),
        high=round(one.score.high, 6),
        log_loss=None,
        calibration=(),
        parameters=one.parameters,
        macs=one.macs,
        seconds=one.seconds,
    )


def _head(one: Tried) -> str:
    return named.head(one.seen.frame, steps=dense.steps_of(one.space))


def _choice(asked: Asked, one: Tried, *, digest: str) -> Choice:
    seen = one.seen
    name, image = seen.backbone.name, seen.backbone.image
    spec = ImageSpec(size_px=max(seen.frame), geometry="letterbox", mean=image.mean, std=image.std)
    member = Member(
        branch=name,
        tap=seen.network.depths[-1],
        pooling=Pooling.MEAN,
        head=_head(one),
        shrinkage=0.0,
        calibration=(),
    )
    branch = Branch(
        name=name, backbone=name, key=seen.key, image=spec, weights_sha256=seen.weights.sha256
    )
    return Choice(
        branches=(branch,),
        members=(member,),
        calibration=(),
        space=one.space,
        metric=asked.problem.metric.name,
        score=one.score.value,
        low=one.score.low,
        high=one.score.high,
        log_loss=None,
        n_items=len(asked.items.labels),
        leaderboard_digest=digest,
    )


def _summary(
    asked: Asked,
    choice: Choice,
    *,
    table: Sequence[LeaderboardRow],
    took: tuple[float, float],
) -> SearchSummary:
    here = weights.found(asked.place.weights.folder)
    return SearchSummary(
        seconds=took[0],
        cpu_s=took[1],
        n_items=choice.n_items,
        names=choice.space.names,
        metric=choice.metric,
        ranked_by="out-of-fold, families apart",
        passes={choice.branches[0].name: took[0]},
        cached=0,
        n_candidates=len(table),
        networks_here=tuple(name for name, is_here in here if is_here and name != "random"),
        single_best=table[0],
        optimism=None,
        leaderboard_digest=choice.leaderboard_digest,
        chance=None,
    )


def _write(told: _Told, folder: Path) -> None:
    table = told.table
    with files.new_folder(folder) as out:
        files.write_text(out / "leaderboard.csv", leaderboard.to_csv(table))
        write_table(pa.Table.from_pylist(leaderboard.plain(table)), out / "leaderboard.parquet")
        files.write_text(out / "onion.csv", leaderboard.to_csv(leaderboard.onion(table)))
        files.write_text(out / "choice.json", told.choice.to_json())
        files.write_json(out / "weights.json", [told.weights.model_dump()])
        files.write_text(out / "search.json", told.summary.to_json())
        files.write_json(out / "score.json", score(told.choice))


def _words(choice: Choice) -> str:
    size = " x ".join(map(str, np.array(choice.space.decision[FRAME])[::-1]))
    return (
        f"{choice.branches[0].backbone} at {size} pixels: {plain(choice.metric)} {choice.score:.3f} "
        f"({choice.low:.3f} to {choice.high:.3f}) out-of-fold on {choice.n_items} items"
    )
