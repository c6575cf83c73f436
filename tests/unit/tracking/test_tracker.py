import numpy as np

from peel.metrics.boxes import Found
from peel.tracking.tracker import Levels, Tracker, pair

LEVELS = Levels(np.array([0.5, 0.5]), np.array([0.25, 0.25]))
BOX = (0.0, 0.0, 20.0, 40.0)


def shifted(by, box=BOX):
    left, top, right, bottom = box
    return (left + by, top, right + by, bottom)


def found(*things):
    boxes = np.array([box for box, _, _ in things], np.float32).reshape(-1, 4)
    scores = np.array([score for _, score, _ in things], np.float32)
    return Found(boxes, scores, np.array([label for _, _, label in things], np.int64))


def follow(*frames, memory=10, cuts=()):
    tracker = Tracker(LEVELS, memory)
    for number, things in enumerate(frames):
        if number in cuts:
            tracker.cut()
        tracker.update(number, found(*things))
    return [track.frames for track in tracker.tracks]


def test_moving_thing_is_one_track():
    frames = [[(shifted(3 * frame), 0.9, 0)] for frame in range(12)]
    assert follow(*frames) == [list(range(12))]


def test_thing_returns_after_a_gap():
    frames = [[(shifted(3 * frame), 0.9, 0)] for frame in range(12)]
    frames[6:9] = [[], [], []]
    assert follow(*frames) == [[0, 1, 2, 3, 4, 5, 9, 10, 11]]


def test_memory_ends_a_track():
    frames = [[(BOX, 0.9, 0)], [], [], [], [(BOX, 0.9, 0)]]
    assert follow(*frames, memory=3) == [[0], [4]]


def test_cut_ends_every_track():
    frames = [[(BOX, 0.9, 0)]] * 4
    assert follow(*frames, cuts=[2]) == [[0, 1], [2, 3]]


def test_weak_box_continues_a_track():
    frames = [[(BOX, 0.9, 0)], [(BOX, 0.3, 0)], [(BOX, 0.9, 0)]]
    assert follow(*frames) == [[0, 1, 2]]


def test_weak_box_begins_no_track():
    assert follow([(BOX, 0.3, 0)], [(BOX, 0.3, 0)]) == []


def test_weak_box_revives_no_lost_track():
    frames = [[(BOX, 0.9, 0)], [], [(BOX, 0.3, 0)]]
    assert follow(*frames) == [[0]]


def test_box_below_both_levels_is_none():
    assert follow([(BOX, 0.9, 0)], [(BOX, 0.2, 0)]) == [[0]]


def test_classes_have_tracks_of_their_own():
    frames = [[(BOX, 0.9, 0), (BOX, 0.9, 1)], [(BOX, 0.9, 1), (BOX, 0.9, 0)]]
    assert follow(*frames) == [[0, 1], [0, 1]]


def test_things_that_meet_keep_their_tracks():
    one = [shifted(4 * frame) for frame in range(21)]
    other = [shifted(80 - 4 * frame, (0.0, 10.0, 20.0, 50.0)) for frame in range(21)]
    tracker = Tracker(LEVELS, 10)
    for frame in range(21):
        tracker.update(frame, found((one[frame], 0.9, 0), (other[frame], 0.9, 0)))
    ends = sorted(float(track.boxes[-1][0]) for track in tracker.tracks)
    assert (len(tracker.tracks), ends) == (2, [0.0, 80.0])


def test_pairs_leave_out_what_cannot_be():
    rows, columns = pair(np.array([[0.9, 0.4]]), np.array([[False, True]]))
    assert (rows.tolist(), columns.tolist()) == ([0], [1])


def test_frame_without_boxes_is_fine():
    assert follow([], []) == []
