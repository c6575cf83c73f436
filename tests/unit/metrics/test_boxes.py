import numpy as np

from peel.metrics.boxes import Truth, areas, none_found, overlaps, truth_of

SQUARE = np.array([[0.0, 0, 10, 10]])


def test_box_inside_crowd_lies_in_it():
    region = np.array([[0.0, 0, 100, 100]] * 2)
    found = overlaps(SQUARE, region, crowd=np.array([True, False]))
    assert found.tolist() == [[1.0, 0.01]]


def test_boxes_without_area_overlap_nothing():
    point = np.array([[5.0, 5, 5, 5]])
    assert overlaps(point, point).tolist() == [[0.0]]
    assert areas(point).tolist() == [0.0]


def test_boxes_that_touch_share_nothing():
    assert overlaps(SQUARE, SQUARE + 10).tolist() == [[0.0]]


def test_no_boxes_have_no_overlaps():
    assert overlaps(none_found().boxes, SQUARE).shape == (0, 1)


def test_crowds_and_difficult_ones_are_not_counted():
    plain = truth_of(SQUARE, np.array([0]))
    flags = np.array([True]), np.array([False])
    assert plain.is_counted.tolist() == [True]
    for crowd, difficult in (flags, flags[::-1]):
        assert not Truth(SQUARE, plain.classes, crowd=crowd, difficult=difficult).is_counted.any()
