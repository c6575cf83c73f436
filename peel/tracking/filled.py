"""Tracks as a person reads them: those that are sure to be things, with the frames between two sights filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from peel.metrics.boxes import Floats
from peel.tracking.tracker import Track

# A thing that was seen on fewer frames is taken for a mistake.
SIGHTS = 3


class Row(NamedTuple):
    """A track on one frame, from 0: its box left, top, right, bottom, and how sure it was; 0 where nobody saw it."""

    frame: int
    track: int
    label: int
    box: Floats
    score: float


def told(tracks: Sequence[Track], *, sights: int = SIGHTS) -> list[Track]:
    """Those that were seen often enough, in the order in which they appear."""
    often = (one for one in tracks if len(one.frames) >= sights)
    return sorted(often, key=lambda one: (one.frames[0], one.label))


def rows(tracks: Iterable[Track]) -> Iterator[Row]:
    """All of them from the first sight to the last, numbered from 1; between two sights a box moves straight on."""
    for number, one in enumerate(tracks, start=1):
        frames = np.arange(one.frames[0], one.frames[-1] + 1)
        corners = np.array(one.boxes).T
        boxes = np.stack([np.interp(frames, one.frames, corner) for corner in corners], axis=1)
        sure = dict(zip(one.frames, one.scores, strict=True))
        for frame, box in zip(frames.tolist(), boxes, strict=True):
            yield Row(frame, number, one.label, box, sure.get(frame, 0.0))
