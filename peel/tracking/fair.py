"""Tracks beside the true ones of a film, where some of what is there counts for nothing: it is neither missed nor wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from peel.metrics.boxes import overlaps
from peel.tracking.filled import Row
from peel.tracking.scores import HALF, Counts, Seen, TrackScores, count, scores_of


class Scene(NamedTuple):
    """What is on one frame (from 0): the things that have to be found, and others that count for nothing."""

    frame: int
    things: Seen
    others: Seen


class Judged(NamedTuple):
    """What tracks are worth on so many frames, and how many things and tracks were on them; of films together in `films`."""

    films: tuple[Counts, ...]
    frames: int
    things: int
    tracks: int

    @property
    def scores(self) -> TrackScores:
        """Those of all together: no thing goes from one film to the next."""
        return scores_of(self.films)


def together(every: Sequence[Judged]) -> Judged:
    """Films as one, so that a long one counts for more."""
    return Judged(*(sum(part, type(part[0])()) for part in zip(*every, strict=True)))


def judge(truth: Sequence[Scene], found: Sequence[Seen]) -> Judged:
    """The tracks `found`, frame by frame, beside what is there; boxes that show something that counts for nothing are not asked.

    **Source**: TrackEval's treatment of distractors.
    """
    asked = [asked_of(one, scene) for one, scene in zip(found, truth, strict=True)]
    things = [scene.things for scene in truth]
    counts = count(things, asked)
    return Judged((counts,), len(truth), _different(things), _different(asked))


def asked_of(found: Seen, scene: Scene) -> Seen:
    """Without the boxes that lie on something of their class that counts for nothing, and on no thing better."""
    n = len(scene.things.ids)
    boxes = np.concatenate([scene.things.boxes, scene.others.boxes])
    classes = np.concatenate([scene.things.classes, scene.others.classes])
    overlap = overlaps(found.boxes, boxes) * (found.classes[:, None] == classes[None])
    rows, columns = linear_sum_assignment(-np.where(overlap >= HALF, overlap, 0.0))
    kept = np.ones(len(found.ids), np.bool_)
    kept[rows[(columns >= n) & (overlap[rows, columns] >= HALF)]] = False
    return Seen(found.ids[kept], found.boxes[kept], found.classes[kept])


def at_frames(rows: Iterable[Row], frames: Sequence[int]) -> list[Seen]:
    """What the rows, in the order of their frames, say of each of these frames (from 0)."""
    here: dict[int, list[Row]] = {frame: [] for frame in frames}
    for row in rows:
        if row.frame in here:
            here[row.frame].append(row)
    return [
        seen_of((row.track, row.box.tolist(), row.label) for row in each) for each in here.values()
    ]


def seen_of(things: Iterable[tuple[int, Sequence[float], int]]) -> Seen:
    """Tracks, boxes and classes of things, also of none."""
    every = list(things)
    return Seen(
        np.array([track for track, _, _ in every], np.int64),
        np.array([box for _, box, _ in every], np.float64).reshape(-1, 4),
        np.array([label for _, _, label in every], np.int64),
    )


def _different(frames: Sequence[Seen]) -> int:
    return len({each for one in frames for each in one.ids.tolist()})
