from __future__ import annotations

from peel.tracking.fair import Scene, seen_of
from peel.tracking.timeline import lives

HERE, NEAR, FAR = (0, 0, 10, 10), (0, 1, 10, 11), (50, 50, 60, 60)


def scenes(*frames):
    return [Scene(at, seen_of(things), seen_of([])) for at, things in enumerate(frames)]


def test_thing_is_shown_by_its_tracks():
    truth = scenes([(4, HERE, 0)], [(4, HERE, 0)], [(4, HERE, 0)], [])
    found = [
        seen_of([(1, HERE, 0)]),
        seen_of([]),
        seen_of([(2, HERE, 0), (3, FAR, 0)]),
        seen_of([(3, FAR, 0)]),
    ]
    (thing,), (false,) = lives(truth, found)
    assert (thing.number, thing.places, thing.of) == (4, [0, 1, 2], [1, 0, 2])
    assert (thing.shown, thing.tracks) == (2 / 3, [1, 2])
    assert (false.number, false.places, false.tracks) == (3, [2, 3], [])


def test_thing_stays_with_its_track():
    truth = scenes([(4, HERE, 0)], [(4, HERE, 0)])
    found = [seen_of([(1, NEAR, 0)]), seen_of([(2, HERE, 0), (1, NEAR, 0)])]
    (thing,), (false,) = lives(truth, found)
    assert thing.of == [1, 1]
    assert false.number == 2


def test_other_class_shows_nothing():
    (thing,), (false,) = lives(scenes([(4, HERE, 0)]), [seen_of([(1, HERE, 1)])])
    assert (thing.shown, false.label) == (0, 1)
