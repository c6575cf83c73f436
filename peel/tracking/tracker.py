"""Which boxes on the frames of a film are the same thing.

Each thing is expected where its motion leads it. Sure boxes go to the things that they overlap most; then weak ones to things
that are left over and were there just before, for one that is half hidden is found with a low score; then sure ones to things that
they overlap when both are drawn twice as large, for the speed of a new thing is not known yet. What is sure and still left over
begins a track. **Sources**: Zhang et al. 2022 (ByteTrack), Yang et al. 2023 (larger boxes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from peel.metrics.boxes import Bools, Floats, Found, Ints, overlaps
from peel.tracking import motion

# How much a box must overlap with where a thing is expected: a sure one, a weak one, one that is drawn larger.
SURE, WEAK, LARGER = 0.2, 0.5, 0.4
_TIMES = 2.0


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

    `tracks` are all of them in the order of their first frames, `alive` those that may be seen again. With m things on
    a frame one costs O(m^3), a quarter of a millisecond where m is small.
    """

    def __init__(self, levels: Levels, memory: float) -> None:
        self.tracks: list[Track] = []
        self._levels, self._memory = levels, memory
        self._frame = 0
        self.cut()

    def cut(self) -> None:
        """Here another shot begins: no thing goes on."""
        self.alive: list[Track] = []
        self._now = motion.begin(np.zeros((0, 4)))

    @property
    def pace(self) -> Floats:
        """(m,) how far each thing that is there moves from a frame to the next, in its own sides."""
        sides = np.maximum(self._now.place[:, 2:], 1.0)
        return np.asarray(np.abs(self._now.speed[:, :2] / sides).max(axis=1, initial=0.0))

    def update(self, frame: int, found: Found) -> None:
        """What was found on a frame, which comes after all before it."""
        self._forget(frame)
        just = np.array([one.frames[-1] == self._frame for one in self.alive], np.bool_)
        self._now = motion.ahead(self._now, frame - self._frame)
        new = found.scores >= self._levels.sure[found.classes]
        for rows, columns in list(self._pairs(found, just[:, None])):
            self._see(rows, frame, found=_at(found, columns))
            new[columns] = False
        self._begin(frame, _at(found, np.flatnonzero(new)))
        self._frame = frame

    def _pairs(self, found: Found, just: Bools) -> Iterator[tuple[Ints, Ints]]:
        """Things and boxes that belong together, round by round."""
        expected, boxes = self._now.boxes, found.boxes.astype(np.float64)
        near, nearly = overlaps(expected, boxes), overlaps(_larger(expected), _larger(boxes))
        sure = found.scores >= self._levels.sure[found.classes]
        weak = ~sure & (found.scores >= self._levels.weak[found.classes])
        free = np.array([one.label for one in self.alive], np.int64)[:, None] == found.classes
        for overlap, can in (
            (near, sure & (near >= SURE)),
            (near, weak & just & (near >= WEAK)),
            (nearly, sure & (nearly >= LARGER)),
        ):
            rows, columns = pair(overlap, can & free)
            free[rows] = False
            free[:, columns] = False
            yield rows, columns

    def _forget(self, frame: int) -> None:
        kept = [p for p, one in enumerate(self.alive) if frame - one.frames[-1] <= self._memory]
        self.alive, self._now = [self.alive[p] for p in kept], self._now.take(kept)

    def _see(self, rows: Ints, frame: int, *, found: Found) -> None:
        boxes = found.boxes.astype(np.float64)
        self._now.put(rows, motion.seen(self._now.take(rows), boxes))
        for row, box, score in zip(rows.tolist(), boxes, found.scores.tolist(), strict=True):
            self.alive[row].add(frame, box, score=score)

    def _begin(self, frame: int, found: Found) -> None:
        boxes, scores = found.boxes.astype(np.float64), found.scores.tolist()
        self._now = motion.join(self._now, motion.begin(boxes))
        for box, score, label in zip(boxes, scores, found.classes.tolist(), strict=True):
            track = Track(label)
            track.add(frame, box, score=score)
            self.alive.append(track)
            self.tracks.append(track)


def pair(overlap: Floats, can: Bools) -> tuple[Ints, Ints]:
    """Rows and columns of pairs that can be, so that they overlap most in sum.

    >>> pair(np.array([[0.9, 0.8], [0.8, 0.1]]), np.ones((2, 2), bool))
    (array([0, 1]), array([1, 0]))
    """
    rows, columns = linear_sum_assignment(np.where(can, -overlap, 0.0))
    good = can[rows, columns]
    return rows[good], columns[good]


def _larger(boxes: Floats) -> Floats:
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) * (_TIMES / 2)
    return np.concatenate([centre - half, centre + half], axis=1)


def _at(found: Found, places: Ints) -> Found:
    return Found(found.boxes[places], found.scores[places], found.classes[places])
