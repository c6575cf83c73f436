"""Detectors that were tried, and which of them is taken."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.backbones import cut
from peel.detection import frame as frames
from peel.detection.learn import Material, Prepared, prepare
from peel.metrics.boxes import Found
from peel.metrics.evidence import Means
from peel.problem import Answered, Finder
from peel.runners import dense
from peel.runners.dense import FRAME, PEAKS, Lesson, Sight
from peel.search import named
from peel.search.named import Named
from peel.search.request import Asked
from peel.types.label_space import LabelSpace
from peel.types.score import Score

_ENOUGH = 100  # pictures


class Way(NamedTuple):
    """How a detector is learnt: what is seen, and for how many steps a convolutional head that proposes too, 0 without one."""

    seen: Sight
    material: Material
    steps: int = 0


class Tried(NamedTuple):
    """A detector that was learnt without each fold, the label space with what was decided from that, and the score with its draws.

    `macs` is the work for a picture of what is seen: of the network and, where there is one, of the convolutional head.
    """

    seen: Sight
    prepared: Prepared
    found: list[Found]
    space: LabelSpace
    score: Score
    draws: NDArray[np.float64]
    parameters: int
    macs: int
    seconds: float


def all_of(asked: Asked, finder: Finder) -> list[Tried]:
    """One detector a network and depth at which maps can end, from one pass over the pictures each.

    Where small things are too small in the usual frame, those of the best network in a larger one too; of the one to take
    also a smaller frame. With few pictures a smaller frame is not told from a larger one, so it is not asked. With
    `search.conv_steps` the one to take is learnt once more with proposals of such a head. Where `search.only` names
    detectors, these are all that is tried.
    """
    lesson, place = _lesson(asked), asked.place
    if asked.how.only is not None:
        return [_named(asked, finder, one=one) for one in named.read(asked.how)]
    tried: list[Tried] = []
    names = asked.how.backbones
    for frame in dense.frames_of(lesson, place):
        for seen in [dense.sight(name, frame, place=place) for name in names]:
            with dense.looked(lesson, seen, place=place) as material:
                tried += _depths(asked, finder, seen=seen, material=material)
        names = (taken(tried).seen.backbone.name,)
    best = taken(tried).seen
    smaller = frames.smaller(best.frame)
    if smaller is not None and len(lesson.samples) >= _ENOUGH:
        seen = dense.sight(best.backbone.name, smaller, place=place, to=best.network.depths[-1])
        tried.append(_seen_anew(asked, finder, seen=seen))
    if asked.how.conv_steps:
        seen = taken(tried).seen
        tried.append(_seen_anew(asked, finder, seen=seen, steps=asked.how.conv_steps))
    return tried


def taken(tried: Sequence[Tried]) -> Tried:
    """The one with the least work of those within a standard error of the best.

    The error is that of the difference: both scores are drawn from the same families. Docs: decision 0078.
    """
    best = max(tried, key=lambda one: one.score.value)
    near = (
        one
        for one in tried
        if best.score.value - one.score.value <= float((best.draws - one.draws).std())
    )
    return min(near, key=lambda one: one.macs)


def _lesson(asked: Asked) -> Lesson:
    space = asked.problem.space(asked.items.labels)
    truths = list(asked.problem.read_targets(asked.items.labels, space))
    return Lesson(asked.items.samples, truths, asked.items.folds, len(space.names))


def _named(asked: Asked, finder: Finder, *, one: Named) -> Tried:
    seen = dense.sight(one.network, one.frame, place=asked.place, to=one.depth)
    if seen.network.depths[-1] != one.depth:
        raise named.refused(f"{one.network}/{one.depth}/mean/{named.head(one.frame)}", asked.how)
    return _seen_anew(asked, finder, seen=seen, steps=one.steps)


def _seen_anew(asked: Asked, finder: Finder, *, seen: Sight, steps: int = 0) -> Tried:
    with dense.looked(_lesson(asked), seen, place=asked.place) as material:
        way = Way(seen, material, steps)
        return _one(asked, finder, way=way)


def _depths(asked: Asked, finder: Finder, *, seen: Sight, material: Material) -> Iterator[Tried]:
    for n in range(len(seen.network.depths), 1, -1):
        depth = seen.network.depths[n - 1]
        own = dense.sight(seen.backbone.name, seen.frame, place=asked.place, to=depth)
        part = material._replace(maps=material.maps.finest(n))
        yield _one(asked, finder, way=Way(own, part))


def _one(asked: Asked, finder: Finder, *, way: Way) -> Tried:
    start, seen = time.process_time(), way.seen
    prepared = prepare(way.material, peak_steps=way.steps)
    found = prepared.held_out()
    space, score, draws = _scored(asked, finder, way=way, found=found)
    parameters, macs = cut.cost(seen.graph)
    seconds = round(time.process_time() - start, 1)
    macs += prepared.macs
    return Tried(seen, prepared, found, space, score, draws, parameters, macs, seconds)


def _scored(
    asked: Asked, finder: Finder, *, way: Way, found: list[Found]
) -> tuple[LabelSpace, Score, NDArray[np.float64]]:
    """The kind's own score of what was found in held-out pictures."""
    problem, items = asked.problem, asked.items
    space = problem.space(items.labels)
    targets = problem.read_targets(items.labels, space)
    decision: dict[str, Any] = {**space.decision, **finder.decide(found, list(targets))}
    decision |= {FRAME: [*way.seen.frame], **({PEAKS: way.steps} if way.steps else {})}
    space = space.model_copy(update={"decision": decision})
    answered = Answered(finder.hold(found, space), targets, items.families, space)
    name = problem.metric.name
    score = next(one for one in problem.score(answered) if one.name == name)
    evidence = problem.evidence(answered, name)
    draws = evidence.draws if isinstance(evidence, Means) else np.array([score.value])
    return space, score, draws
