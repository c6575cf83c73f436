"""Where things will be: a Kalman filter for each, that knows how far a box is off and how fast a thing turns.

The centre and the sides of a box move with a speed of their own, each by itself, so that a filter is five numbers: place,
speed, and the doubts about both. How much they may be off is a share of the thing's size. **Source**: Bewley et al. 2016, with
the noise of Zhang et al. 2022 (ByteTrack).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from peel.metrics.boxes import Floats, Ints

# Of the thing's size: how far a box is off, and how much speed may change from frame to frame.
OFF, TURN = 1 / 20, 1 / 320
_FIRST_TURN = 20 * TURN


class Motion(NamedTuple):
    """n things: centre and sides (n, 4), their speeds a frame, and the doubts: of place, of both together, of speed (n, 4)."""

    place: Floats
    speed: Floats
    doubt: Floats
    both: Floats
    doubt_of_speed: Floats

    @property
    def boxes(self) -> Floats:
        """(n, 4) left, top, right, bottom; a side is never below zero."""
        half = np.maximum(self.place[:, 2:], 0) / 2
        return np.concatenate([self.place[:, :2] - half, self.place[:, :2] + half], axis=1)

    def take(self, places: Sequence[int] | Ints) -> Motion:
        """Some of the things."""
        at = np.asarray(places, np.int64)
        return Motion(*(part[at] for part in self))

    def put(self, places: Ints, others: Motion) -> None:
        """Others in the places of some of the things."""
        for part, other in zip(self, others, strict=True):
            part[places] = other


def begin(boxes: Floats) -> Motion:
    """Things that were just seen for the first time."""
    place = _centred(boxes)
    size = _size(place)
    first, turn = (2 * OFF * size) ** 2, (_FIRST_TURN * size) ** 2
    return Motion(place, np.zeros_like(place), first, np.zeros_like(place), turn)


def join(one: Motion, other: Motion) -> Motion:
    """Both, one after the other."""
    return Motion(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))


def ahead(now: Motion, frames: float) -> Motion:
    """Where they are so many frames later if nobody sees them."""
    size = _size(now.place)
    return Motion(
        now.place + now.speed * frames,
        now.speed,
        now.doubt
        + 2 * now.both * frames
        + now.doubt_of_speed * frames**2
        + (OFF * size) ** 2 * frames,
        now.both + now.doubt_of_speed * frames,
        now.doubt_of_speed + (TURN * size) ** 2 * frames,
    )


def seen(now: Motion, boxes: Floats) -> Motion:
    """What follows from having seen each of them in a box (n, 4)."""
    gap = _centred(boxes) - now.place
    whole = now.doubt + (OFF * _size(now.place)) ** 2
    trust, pull = now.doubt / whole, now.both / whole
    return Motion(
        now.place + trust * gap,
        now.speed + pull * gap,
        now.doubt * (1 - trust),
        now.both * (1 - trust),
        now.doubt_of_speed - pull * now.both,
    )


def _centred(boxes: Floats) -> Floats:
    return np.concatenate([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]], axis=1)


def _size(place: Floats) -> Floats:
    """(n, 4) the side of a square as large, at least a pixel."""
    side = np.sqrt(np.maximum(place[:, 2:], 1.0).prod(axis=1, keepdims=True))
    return np.repeat(side, 4, axis=1)
