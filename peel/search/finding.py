"""The search of a kind that finds things: one detector, learnt without each fold and on all pictures."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from peel import events, files
from peel.backbones import cut, weights
from peel.detection.learn import Learnt
from peel.problem import Answered, Finder
from peel.runners import dense
from peel.runners.dense import Lesson, Sight
from peel.search import leaderboard
from peel.search.request import Asked
from peel.search.search import score
from peel.tables import write_table
from peel.text import plain
from peel.types import event
from peel.types.items import ImageSpec
from peel.types.label_space import LabelSpace
from peel.types.model import Branch, Choice, Member
from peel.types.pooling import Pooling
from peel.types.score import Score
from peel.types.search import LeaderboardRow, SearchSummary

FRAME, HEAD = "frame", "two stages"
_TAP, _BLOCK = 0, "maps at strides 8, 16 and 32"


class _Case(NamedTuple):
    """What was asked, and how the kind decides."""

    asked: Asked
    finder: Finder


def search(asked: Asked, finder: Finder, *, folder: Path) -> Choice:
    """Learn, score what was found in pictures that were held out, write it into `folder`; the choice is also returned."""
    start, cpu = time.monotonic(), time.process_time()
    space, place = asked.problem.space(asked.items.labels), asked.place
    lesson = _lesson(asked, space)
    frame = dense.frame_of(lesson, place)
    seen = dense.sight(asked.how.backbones[0], frame, place=place)
    learnt = dense.learnt(lesson, seen, place=place)
    dense.keep(
        learnt.detector,
        place,
        key=dense.key_of(seen, asked.items, names=space.names),
    )
    case = _Case(asked, finder)
    space = _decided(space, case, seen=seen, learnt=learnt)
    told = _score(space, case, learnt=learnt)
    took = round(time.monotonic() - start, 1), round(time.process_time() - cpu, 1)
    row = _row(seen, told, seconds=took[1])
    choice = _choice(asked, seen, told=told, space=space)
    summary = _summary(asked, row, took=took, space=space)
    choice = choice.model_copy(update={"leaderboard_digest": summary.leaderboard_digest})
    _write(choice, summary, folder=folder, ledger=[seen.weights.model_dump()])
    events.tell(event.Found(stage="search", message=_words(choice)))
    return choice


def _lesson(asked: Asked, space: LabelSpace) -> Lesson:
    truths = list(asked.problem.read_targets(asked.items.labels, space))
    return Lesson(asked.items.samples, truths, asked.items.folds, len(space.names))


def _decided(space: LabelSpace, case: _Case, *, seen: Sight, learnt: Learnt) -> LabelSpace:
    truths = _lesson(case.asked, space).truths
    decision = {
        **space.decision,
        **case.finder.decide(learnt.found, truths),
        FRAME: [*seen.frame],
    }
    return space.model_copy(update={"decision": decision})


def _score(space: LabelSpace, case: _Case, *, learnt: Learnt) -> Score:
    """The kind's own score of what was found in held-out pictures."""
    problem, items = case.asked.problem, case.asked.items
    outputs = case.finder.hold(learnt.found, space)
    targets = problem.read_targets(items.labels, space)
    told = problem.score(Answered(outputs, targets, items.families, space))
    return next(one for one in told if one.name == problem.metric.name)


def _row(seen: Sight, told: Score, *, seconds: float) -> LeaderboardRow:
    parameters, macs = cut.cost(seen.graph)
    return LeaderboardRow(
        rank=1,
        branch=seen.backbone.name,
        tap=_TAP,
        block=_BLOCK,
        pooling=Pooling.MEAN,
        head=HEAD,
        shrinkage=0.0,
        width=sum(seen.network.widths),
        score=round(told.value, 6),
        low=round(told.low, 6),
        high=round(told.high, 6),
        log_loss=None,
        calibration=(),
        parameters=parameters,
        macs=macs,
        seconds=seconds,
    )


def _choice(asked: Asked, seen: Sight, *, told: Score, space: LabelSpace) -> Choice:
    name, image = seen.backbone.name, seen.backbone.image
    spec = ImageSpec(size_px=max(seen.frame), geometry="letterbox", mean=image.mean, std=image.std)
    member = Member(
        branch=name, tap=_TAP, pooling=Pooling.MEAN, head=HEAD, shrinkage=0.0, calibration=()
    )
    branch = Branch(
        name=name, backbone=name, key=seen.key, image=spec, weights_sha256=seen.weights.sha256
    )
    return Choice(
        branches=(branch,),
        members=(member,),
        calibration=(),
        space=space,
        metric=asked.problem.metric.name,
        score=told.value,
        low=told.low,
        high=told.high,
        log_loss=None,
        n_items=len(asked.items.labels),
        leaderboard_digest="",
    )


def _summary(
    asked: Asked, row: LeaderboardRow, *, took: tuple[float, float], space: LabelSpace
) -> SearchSummary:
    here = weights.found(asked.place.weights.folder)
    return SearchSummary(
        seconds=took[0],
        cpu_s=took[1],
        n_items=len(asked.items.labels),
        names=space.names,
        metric=asked.problem.metric.name,
        ranked_by="out-of-fold, families apart",
        passes={row.branch: took[0]},
        cached=0,
        n_candidates=1,
        networks_here=tuple(name for name, is_here in here if is_here and name != "random"),
        single_best=row,
        optimism=None,
        leaderboard_digest=leaderboard.digest([row]),
        chance=None,
    )


def _write(
    choice: Choice, summary: SearchSummary, *, folder: Path, ledger: list[dict[str, object]]
) -> None:
    table = [summary.single_best]
    with files.new_folder(folder) as out:
        files.write_text(out / "leaderboard.csv", leaderboard.to_csv(table))
        write_table(pa.Table.from_pylist(leaderboard.plain(table)), out / "leaderboard.parquet")
        files.write_text(out / "onion.csv", leaderboard.to_csv(leaderboard.onion(table)))
        files.write_text(out / "choice.json", choice.to_json())
        files.write_json(out / "weights.json", ledger)
        files.write_text(out / "search.json", summary.to_json())
        files.write_json(out / "score.json", score(choice))


def _words(choice: Choice) -> str:
    size = " x ".join(map(str, np.array(choice.space.decision[FRAME])[::-1]))
    return (
        f"{choice.branches[0].backbone} at {size} pixels: {plain(choice.metric)} {choice.score:.3f} "
        f"({choice.low:.3f} to {choice.high:.3f}) out-of-fold on {choice.n_items} items"
    )
