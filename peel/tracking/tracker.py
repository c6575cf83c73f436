"""Which boxes on the frames of a film are the same thing.

Each thing is expected where its motion leads it. Sure boxes go to the things that they overlap most; then weak ones to things
that are left over and were there just before, for one that is half hidden is found with a low score. What is sure and left
over begins a track. **Source**: Zhang et al. 2022 (ByteTrack).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from peel.metrics.boxes import Bools, Floats, Found, Ints, overlaps
from peel.tracking import motion

# How much a box must overlap with where a thing is expected: a sure one, and a weak one.
SURE, WEAK = 0.2, 0.5


@dataclass(frozen=True)
class Track:
    """One thing: its class, and on which frames it was seen, in which boxes and how surely."""

    label: int
    frames: list[int] = field(default_factory=list)
    boxes: list[Floats] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)

    def add(self, frame: int, box: Floats, *, score: float) -> None:
        """It was seen on one more frame."""
        self.frames.append(frame)
        self.boxes.append(box)
        self.scores.append(score)


class Levels(NamedTuple):
    """From which score on a box of each class (k,) is sure, and from which on it is one at all."""

    sure: Floats
    weak: Floats


class Tracker:
    """Takes what was found frame by frame; a thing that is unseen for more than `memory` frames is gone.

    `tracks` are all of them, in the order of their first frames; with m things on a frame one costs O(m^3), about
    half a millisecond where m is small.
    """

    def __init__(self, levels: Levels, memory: float) -> None:
        self.tracks: list[Track] = []
        self._levels, self._memory = levels, memory
        self._frame = 0
        self.cut()

    def cut(self) -> None:
        """Here another shot begins: no thing goes on."""
        self._alive: list[Track] = []
        self._now = motion.begin(np.zeros((0, 4)))

    def update(self, frame: int, found: Found) -> None:
        """What was found on a frame, which comes after all before it."""
        self._forget(frame)
        just = np.array([one.frames[-1] == self._frame for one in self._alive], np.bool_)
        self._now = motion.ahead(self._now, frame - self._frame)
        overlap = overlaps(self._now.boxes, found.boxes) * self._same(found)
        sure = found.scores >= self._levels.sure[found.classes]
        weak = ~sure & (found.scores >= self._levels.weak[found.classes])
        first = pair(overlap, sure & (overlap >= SURE))
        left = ~np.isin(np.arange(len(just)), first[0])
        second = pair(overlap, weak & (overlap >= WEAK) & (left & just)[:, None])
        for rows, columns in (first, second):
            self._see(rows, frame, found=_at(found, columns))
        sure[first[1]] = False
        self._begin(frame, _at(found, np.flatnonzero(sure)))
        self._frame = frame

    def _same(self, found: Found) -> Bools:
        own = np.array([one.label for one in self._alive], np.int64)
        return np.asarray(own[:, None] == found.classes[None])

    def _forget(self, frame: int) -> None:
        kept = [p for p, one in enumerate(self._alive) if frame - one.frames[-1] <= self._memory]
        self._alive, self._now = [self._alive[p] for p in kept], self._now.take(kept)

    def _see(self, rows: Ints, frame: int, *, found: Found) -> None:
        boxes = found.boxes.astype(np.float64)
        self._now.put(rows, motion.seen(self._now.take(rows), boxes))
        for row, box, score in zip(rows.tolist(), boxes, found.scores.tolist(), strict=True):
            self._alive[row].add(frame, box, score=score)

    def _begin(self, frame: int, found: Found) -> None:
        boxes, scores = found.boxes.astype(np.float64), found.scores.tolist()
        self._now = motion.join(self._now, motion.begin(boxes))
        for box, score, label in zip(boxes, scores, found.classes.tolist(), strict=True):
            track = Track(label)
            track.add(frame, box, score=score)
            self._alive.append(track)
            self.tracks.append(track)


def pair(overlap: Floats, can: Bools) -> tuple[Ints, Ints]:
    """Rows and columns of pairs that can be, so that they overlap most in sum.

    >>> pair(np.array([[0.9, 0.8], [0.8, 0.1]]), np.ones((2, 2), bool))
    (array([0, 1]), array([1, 0]))
    """
    rows, columns = linear_sum_assignment(np.where(can, -overlap, 0.0))
    good = can[rows, columns]
    return rows[good], columns[good]


def _at(found: Found, places: Ints) -> Found:
    return Found(found.boxes[places], found.scores[places], found.classes[places])
