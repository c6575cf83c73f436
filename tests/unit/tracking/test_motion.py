import numpy as np
import pytest

from peel.tracking import motion

BOX = np.array([[10.0, 20.0, 30.0, 60.0]])
STEP = np.array([3.0, -2.0, 3.0, -2.0])


def watched(frames):
    now = motion.begin(BOX)
    for frame in range(1, frames):
        now = motion.seen(motion.ahead(now, 1), BOX + frame * STEP)
    return now


def test_new_thing_stands_still():
    now = motion.begin(BOX)
    assert np.array_equal(motion.ahead(now, 5).boxes, BOX)


def test_steady_thing_is_expected_ahead():
    expected = motion.ahead(watched(20), 4).boxes
    assert expected == pytest.approx(BOX + 23 * STEP, abs=0.7)


def test_doubt_grows_while_unseen():
    now = watched(10)
    assert (motion.ahead(now, 10).doubt > motion.ahead(now, 1).doubt).all()


def test_one_long_step_equals_several():
    now = watched(10)
    several = motion.ahead(motion.ahead(now, 1), 1)
    assert several.place == pytest.approx(motion.ahead(now, 2).place)


def test_thing_that_shrinks_keeps_no_negative_side():
    now = motion.begin(BOX)._replace(speed=np.array([[0.0, 0, -8, -8]]))
    left, top, right, bottom = motion.ahead(now, 50).boxes[0]
    assert (left <= right, top <= bottom) == (True, True)


def test_filter_joins_and_parts_things():
    both = motion.join(motion.begin(BOX), motion.begin(BOX + 5))
    both.put(np.array([0]), motion.begin(BOX + 9))
    assert np.array_equal(both.take([1, 0]).boxes, np.concatenate([BOX + 5, BOX + 9]))
