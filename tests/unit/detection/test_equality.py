import numpy as np

from peel.detection.equality import apart_px
from peel.metrics.boxes import Found, none_found

BOXES = np.array([[0.0, 0, 10, 10], [30, 30, 50, 50]], np.float32)


def _found(boxes, classes):
    return Found(boxes, np.full(len(boxes), 0.5, np.float32), np.array(classes))


def test_order_does_not_count():
    assert apart_px(_found(BOXES, [0, 0]), _found(BOXES[::-1], [0, 0])) == 0


def test_other_class_is_another_answer():
    assert apart_px(_found(BOXES, [0, 0]), _found(BOXES, [0, 1])) == np.inf


def test_missing_box_is_another_answer():
    assert apart_px(_found(BOXES, [0, 0]), _found(BOXES[:1], [0])) == np.inf


def test_nothing_equals_nothing():
    assert apart_px(none_found(), none_found()) == 0


def test_farthest_box_is_told():
    moved = BOXES + np.array([[0.0], [0.5]], np.float32)
    assert apart_px(_found(BOXES, [0, 1]), _found(moved, [0, 1])) == 0.5
