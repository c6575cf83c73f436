from __future__ import annotations

import numpy as np

from peel.tracking.fair import Scene, asked_of, at_frames, judge, seen_of, together
from peel.tracking.filled import Row

HERE, NEAR, FAR = (0, 0, 10, 10), (0, 2, 10, 12), (50, 50, 60, 60)


def scene(*things, others=(), frame=0):
    return Scene(frame, seen_of(things), seen_of(others))


def test_boxes_on_ignored_things_are_not_asked():
    there = scene((1, HERE, 0), others=[(0, FAR, 0)])
    found = seen_of([(7, HERE, 0), (8, FAR, 0), (9, FAR, 1)])
    assert asked_of(found, there).ids.tolist() == [7, 9]


def test_box_stays_with_the_better_thing():
    found = seen_of([(7, HERE, 0)])
    assert asked_of(found, scene((1, HERE, 0), others=[(0, NEAR, 0)])).ids.tolist() == [7]


def test_film_is_judged_with_its_counts():
    truth = [
        scene((1, HERE, 0), frame=0),
        scene((1, HERE, 0), others=[(0, FAR, 0)], frame=5),
        scene(frame=10),
    ]
    found = [seen_of([(4, HERE, 0)]), seen_of([(5, HERE, 0), (6, FAR, 0)]), seen_of([])]
    told = judge(truth, found)
    assert (told.things, told.tracks, told.frames) == (1, 2, 3)
    assert (told.scores.mota, told.scores.idf1, told.scores.switches) == (0.5, 0.5, 1)


def test_rows_are_taken_at_asked_frames():
    rows = [Row(at, 1, 0, np.array(HERE), 0.9, is_seen=True) for at in range(4)]
    assert [len(one.ids) for one in at_frames(rows, [0, 3, 9])] == [1, 1, 0]


def test_films_together_are_one_long_film():
    """Each has tracks of its own, whatever their numbers."""
    truth = [scene((1, HERE, 0), (2, FAR, 0)), scene((1, HERE, 0))]
    found = [seen_of([(1, NEAR, 0)]), seen_of([(3, HERE, 0), (1, FAR, 0)])]
    other = [one._replace(ids=one.ids + 10) for one in found]
    later = [scene((11, HERE, 0), (12, FAR, 0)), scene((11, HERE, 0))]
    both = together([judge(truth, found), judge(truth, found)])
    whole = judge([*truth, *later], [*found, *other])
    np.testing.assert_allclose(both.scores, whole.scores)
    assert both[1:] == whole[1:]
