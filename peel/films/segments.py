"""What a model says of a film, shot by shot: by the mean of its answers about frames, or by one answer about each window."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.errors import PeelError
from peel.films import grid
from peel.films.film import Wanted
from peel.films.reel import Eye, Outputs, Reel, Seen, Watching
from peel.films.shots import Shot
from peel.text import printable

COLUMNS = ("video", "start_s", "end_s", "label", "score")
PER_SECOND, WINDOW_S = 2.0, 2.0
# What an answer says: labels, each with how sure it is.
Told = Callable[[Outputs], Sequence[tuple[str, float]]]


class Stretch(NamedTuple):
    """A part of a shot that one answer is about."""

    shot: int
    start_s: float
    end_s: float
    outputs: Outputs


class Segment(NamedTuple):
    """What was said of a stretch, or of several of a shot after one another that are told the same."""

    shot: int
    start_s: float
    end_s: float
    label: str
    score: float


def watch(reel: Reel, eye: Eye, *, how: Watching, told: Told) -> Seen:
    """A row for each label of each shot, or part of one, of which `told` says the labels by the outputs.

    Raises P297 where a truth is given: it says which things are where, of which such rows know nothing.
    """
    if how.truth:
        raise _no_things(how.truth)
    found = _windows(reel, eye, how=how) if eye.frames > 1 else _shots(reel, eye, how=how)
    rows = [
        (reel.name, round(one.start_s, 3), round(one.end_s, 3), one.label, round(one.score, 4))
        for one in join(found, told)
    ]
    return Seen("segments", COLUMNS, rows)


def _no_things(truth: Path) -> PeelError:
    return PeelError(
        "P297",
        "model follows no things, so true tracks say nothing of it",
        got=printable(str(truth)),
        allowed="a model that finds things and follows them",
        do="ask without --truth; how right the model is on sealed items stands in its report",
    )


def join(found: Iterable[Stretch], told: Told) -> list[Segment]:
    """A label that goes on within a shot is one segment, its score the mean over its time."""
    segments: list[Segment] = []
    last: dict[str, int] = {}
    for shot, start, end, outputs in found:
        now: dict[str, int] = {}
        for label, score in told(outputs):
            at = last.get(label)
            if at is not None and segments[at].shot == shot:
                segments[at] = _longer(segments[at], end, score=score)
            else:
                at = len(segments)
                segments.append(Segment(shot, start, end, label, score))
            now[label] = at
        last = now
    return segments


def _longer(one: Segment, end: float, *, score: float) -> Segment:
    before, more = one.end_s - one.start_s, end - one.end_s
    mean = (one.score * before + score * more) / max(before + more, 1e-9)
    return one._replace(end_s=end, score=mean)


def _shots(reel: Reel, eye: Eye, *, how: Watching) -> Iterator[Stretch]:
    """The mean outputs of each shot; of one that is over before the next frame is due its last one is asked. None of those behind a break.

    A film breaks where its frames get another size, which the small ones that tell the shots do not.
    """
    shortest = min(shot.last - shot.first + 1 for shot in reel.shots)
    every = reel.every(how.per_second or PER_SECOND)
    step = min(every, shortest)
    found: list[list[Outputs]] = [[] for _ in reel.shots]
    at = due = 0
    for frame in reel.frames(Wanted(every=step), name=f"frames of {reel.name}"):
        while at < len(reel.shots) - 1 and frame.number > reel.shots[at].last:
            at += 1
        is_over = frame.number + step > reel.shots[at].last
        if frame.number >= due or (is_over and not found[at]):
            found[at].append(eye.run([frame.pixels]))
            due = frame.number + every
    for number, (shot, each) in enumerate(zip(reel.shots, found, strict=True)):
        if each:
            yield Stretch(number, shot.start_s, shot.end_s, _mean(each))


def _mean(every: Sequence[Outputs]) -> Outputs:
    names = every[0]
    return {name: np.mean([one[name] for one in every], axis=0) for name in names}


class _Window(NamedTuple):
    """A part of a shot, and the numbers of the frames that stand for it; of a short one some stand twice."""

    shot: int
    start_s: float
    end_s: float
    numbers: tuple[int, ...]


def _windows(reel: Reel, eye: Eye, *, how: Watching) -> Iterator[Stretch]:
    """The outputs of each window; shots are divided evenly, so that none of them reaches over a cut."""
    seconds = how.window_s or eye.seconds or WINDOW_S
    waiting = deque(
        window
        for at, shot in enumerate(reel.shots)
        for window in _divide(shot, seconds, frames=eye.frames, at=at)
    )
    kept: list[NDArray[np.uint8]] = []
    for frame in reel.frames(Wanted(height=grid.SIDE), name=f"clips of {reel.name}"):
        while waiting and frame.number in waiting[0].numbers:
            kept += [frame.pixels] * waiting[0].numbers.count(frame.number)
            if len(kept) < eye.frames:
                break
            outputs = eye.run([grid.join(kept)])
            yield Stretch(*waiting.popleft()[:3], outputs)
            kept = []


def _divide(shot: Shot, seconds: float, *, frames: int, at: int) -> Iterator[_Window]:
    lasts, n_frames = shot.end_s - shot.start_s, shot.last - shot.first + 1
    n = max(
        1, min(round(lasts / seconds), n_frames)
    )  # what a film says of its times may be anything
    edges = np.linspace(shot.first, shot.first + n_frames, n + 1)
    times = np.linspace(shot.start_s, shot.end_s, n + 1).tolist()
    middles = (np.arange(frames) + 0.5) / frames
    for part in range(n):
        numbers = edges[part] + (edges[part + 1] - edges[part]) * middles
        yield _Window(at, times[part], times[part + 1], tuple(map(int, numbers)))
