"""The things of a whole film: looked for on some of its frames, followed within each shot."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.films.reel import Reel
from peel.metrics.boxes import Found
from peel.tracking.filled import SIGHTS
from peel.tracking.tracker import Levels, Track, Tracker

Look = Callable[[NDArray[np.uint8]], Found]
# Between two looks hardly a thing moves by more of its own side, and each second is looked at so often.
REACH, LEAST_PER_SECOND = 0.3, 5.0
_HARDLY = 0.95
_FPS = 25.0
_MEMORY_S, _MEMORY_LOOKS = 1.0, 3
# Where a thing is expected, half of the score that an answer asks for is enough.
WEAK = 0.5


class Asked(NamedTuple):
    """From which scores on a box counts, and on each how manieth frame things are looked for (None: as their motion asks)."""

    levels: Levels
    every: int | None = None


class Followed(NamedTuple):
    """All tracks, the time of each frame in seconds, how many frames were looked at, and their width and height."""

    tracks: list[Track]
    seconds: NDArray[np.float64]
    looks: int
    size: tuple[int, int]


def follow(reel: Reel, look: Look, *, asked: Asked) -> Followed:
    """Look and follow, always on the last frame of a shot too; no thing goes on across a cut. Holds one frame and the tracks."""
    fps = reel.fps or _FPS
    tracker = Tracker(asked.levels, memory(asked.every or 1, fps=fps))
    most = max(1, int(fps / LEAST_PER_SECOND))
    cuts = iter([shot.first for shot in reel.shots[1:]])
    seconds, cut = array("d"), next(cuts, None)
    lasts = {shot.last for shot in reel.shots}
    due = looks = 0
    size = 0, 0
    for frame in reel.frames(name=f"frames of {reel.name}"):
        seconds.append(frame.seconds)
        if frame.number == cut:
            tracker.cut()
            due, cut = frame.number, next(cuts, None)
        if frame.number >= due or frame.number in lasts:
            tracker.update(frame.number, look(frame.pixels))
            due = frame.number + (asked.every or pause(tracker, most))
            looks, size = looks + 1, (frame.pixels.shape[1], frame.pixels.shape[0])
    return Followed(tracker.tracks, np.array(seconds), looks, size)


def memory(every: int, *, fps: float = _FPS) -> float:
    """For how many frames a thing is looked for that is out of sight, where each so manieth frame is looked at."""
    return max(_MEMORY_S * fps, float(_MEMORY_LOOKS * every))


def pause(tracker: Tracker, most: int) -> int:
    """In how many frames to look again: at once while the speed of a new thing is not known, else as the things move."""
    if any(len(track.frames) < SIGHTS for track in tracker.alive):
        return 1
    pace = tracker.pace
    fast = float(np.quantile(pace, _HARDLY)) if len(pace) else 0.0
    return most if fast * most <= REACH else max(1, int(REACH / fast))
