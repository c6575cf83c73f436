"""Tracks as a person reads them: those that are sure to be things, with the frames between two sights filled in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from peel.metrics.boxes import Floats
from peel.tracking.tracker import Track

# A thing that was seen on fewer frames is taken for a mistake.
SIGHTS = 3


class Row(NamedTuple):
    """A track on one frame (from 0): its number, its box left, top, right, bottom, how sure it is, and whether it was seen there."""

    frame: int
    track: int
    label: int
    box: Floats
    score: float
    is_seen: bool


def told(tracks: Sequence[Track], *, sights: int = SIGHTS) -> list[Track]:
    """Those that were seen often enough, in the order in which they appear."""
    often = (one for one in tracks if len(one.frames) >= sights)
    return sorted(often, key=lambda one: (one.frames[0], one.label))


def rows(tracks: Sequence[Track]) -> Iterator[Row]:
    """What is on each frame, the frames in their order; the tracks are as `told` gives them and count from 1.

    Between two sights a box moves straight on, and so does how sure it is.
    """
    here: list[tuple[int, Track]] = []
    coming = list(enumerate(tracks, start=1))[::-1]
    frame = 0
    while here or coming:
        if not here:
            frame = coming[-1][1].frames[0]
        while coming and coming[-1][1].frames[0] == frame:
            here.append(coming.pop())
        for number, track in here:
            yield _at(track, frame, number=number)
        here = [(number, track) for number, track in here if track.frames[-1] > frame]
        frame += 1


def _at(track: Track, frame: int, *, number: int) -> Row:
    place = bisect_right(track.frames, frame) - 1
    box, score, before = track.boxes[place], track.scores[place], track.frames[place]
    if before == frame:
        return Row(frame, number, track.label, box, score, is_seen=True)
    share = (frame - before) / (track.frames[place + 1] - before)
    box = box + share * (track.boxes[place + 1] - box)
    score = score + share * (track.scores[place + 1] - score)
    return Row(frame, number, track.label, box, score, is_seen=False)
