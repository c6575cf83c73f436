from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from peel.films.film import Frame
from peel.films.reel import Reel
from peel.films.shots import Shot
from peel.tracking.follow import Asked, follow, pause
from peel.tracking.tracker import Levels, Tracker
from tests.unit.tracking.moving import SIZE, frames, look

LEVELS = Levels(np.array([0.5, 0.5]), np.array([0.25, 0.25]))


class Drawn(Reel):
    """A film that nobody has to decode."""

    def frames(self, wanted=None, *, name):  # noqa: ARG002
        for number, pixels in enumerate(self.drawn):
            yield Frame(number, number / self.fps, pixels)


def reel(drawn, *, cuts=()):
    starts = [0, *cuts, len(drawn)]
    shots = [Shot(a, b - 1, a / 25, b / 25) for a, b in pairwise(starts)]
    film = Drawn(None, "a.mp4", 25.0, len(drawn), tuple(shots))
    object.__setattr__(film, "drawn", drawn)
    return film


def test_things_are_followed_with_few_looks():
    told = follow(reel(frames(50)), look, asked=Asked(LEVELS))
    assert [(one.label, one.frames[0]) for one in told.tracks] == [(0, 0), (1, 10)]
    assert told.looks < 35
    assert (told.size, len(told.seconds)) == ((SIZE[1], SIZE[0]), 50)


def test_fast_things_are_looked_at_often():
    slow = follow(reel(frames(40, step=1)), look, asked=Asked(LEVELS))
    fast = follow(reel(frames(15, step=7)), look, asked=Asked(LEVELS))
    assert fast.looks / 15 > slow.looks / 40
    assert len(fast.tracks) == 2


def test_no_track_crosses_a_cut():
    told = follow(reel(frames(40), cuts=[20]), look, asked=Asked(LEVELS))
    assert not [one for one in told.tracks if one.frames[0] < 20 <= one.frames[-1]]
    assert sum(one.frames[0] == 20 for one in told.tracks) == 2


def test_asked_pace_is_kept():
    told = follow(reel(frames(40)), look, asked=Asked(LEVELS, every=8))
    assert told.tracks[0].frames == [0, 8, 16, 24, 32, 39]


def test_shots_are_looked_at_to_their_end():
    told = follow(reel(frames(40), cuts=[21]), look, asked=Asked(LEVELS, every=8))
    assert told.tracks[0].frames == [0, 8, 16, 20]
    assert {one.frames[-1] for one in told.tracks if one.frames[0] > 20} == {39}


def test_still_film_is_looked_at_rarely():
    tracker = Tracker(LEVELS, 25)
    assert pause(tracker, 5) == 5


@pytest.mark.parametrize(("step", "frames_between"), [(0, 5), (2, 3), (20, 1)])
def test_pause_follows_the_pace(step, frames_between):
    tracker = Tracker(LEVELS, 25)
    for number in range(12):
        found = look(frames(1, start=min(step * number, 139))[0])
        tracker.update(number, found) if step < 20 or number < 7 else None
    assert pause(tracker, 5) == frames_between
