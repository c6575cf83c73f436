"""What a model of pictures says of a film: the mean of its answers about some frames of each shot."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from peel.films.film import Wanted
from peel.films.reel import Eye, Outputs, Reel, Seen, Watching

COLUMNS = ("video", "start_s", "end_s", "label", "score")
PER_SECOND = 2.0
# What an answer says: labels, each with how sure it is.
Told = Callable[[Outputs], Sequence[tuple[str, float]]]


def watch(reel: Reel, eye: Eye, *, how: Watching, told: Told) -> Seen:
    """A row for each label of each shot, of which `told` says the labels by the mean outputs of its frames."""
    rows = [
        (reel.name, round(shot.start_s, 3), round(shot.end_s, 3), label, round(score, 4))
        for shot, outputs in zip(reel.shots, _means(reel, eye, how=how), strict=True)
        for label, score in told(outputs)
    ]
    return Seen("segments", COLUMNS, rows)


def _means(reel: Reel, eye: Eye, *, how: Watching) -> list[Outputs]:
    """The mean outputs (1, ...) of each shot; frames come so often that none is without one."""
    shortest = min(shot.last - shot.first + 1 for shot in reel.shots)
    every = min(reel.every(how.per_second or PER_SECOND), shortest)
    found: list[list[Outputs]] = [[] for _ in reel.shots]
    at = 0
    for frame in reel.frames(Wanted(every=every), name=f"frames of {reel.name}"):
        while at < len(reel.shots) - 1 and frame.number > reel.shots[at].last:
            at += 1
        found[at].append(eye.run([frame.pixels]))
    return [_mean(each) for each in found]


def _mean(every: Sequence[Outputs]) -> Outputs:
    names = every[0]
    return {name: np.mean([one[name] for one in every], axis=0) for name in names}
