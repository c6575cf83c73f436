import numpy as np

from peel.tracking.filled import rows, told
from peel.tracking.tracker import Track


def track(*frames, label=0):
    one = Track(label)
    for frame in frames:
        one.add(frame, np.array([frame, 0.0, frame + 10.0, 20.0]), score=0.5)
    return one


def test_rare_sights_are_no_thing():
    assert [one.frames for one in told([track(0, 1), track(2, 3, 4)])] == [[2, 3, 4]]


def test_tracks_count_by_appearance():
    tracks = [track(5, 6, 7), track(1, 2, 3)]
    assert [row.frame for row in rows(told(tracks)) if row.track == 1] == [1, 2, 3]


def test_gaps_are_filled_straight():
    lefts = [float(row.box[0]) for row in rows([track(0, 4, 6)])]
    assert lefts == [0, 1, 2, 3, 4, 5, 6]


def test_filled_rows_are_no_sights():
    assert [row.is_seen for row in rows([track(0, 2)])] == [True, False, True]


def test_frames_come_in_order():
    told_rows = [(row.frame, row.track) for row in rows([track(0, 2), track(1, 2), track(8)])]
    assert told_rows == [(0, 1), (1, 1), (1, 2), (2, 1), (2, 2), (8, 3)]
