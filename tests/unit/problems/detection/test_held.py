import numpy as np

from peel.metrics.boxes import Found
from peel.problems.detection import PROBLEM
from peel.problems.detection.held import LABELS, MOST, counting, found, hold


def test_held_boxes_come_back_surest_first(answered):
    (one,) = found(answered([(0, 1, 2, 3, 0.2), (1, 5, 5, 9, 0.9)]))
    assert one.classes.tolist() == [1, 0]
    assert one.boxes.tolist() == [[5, 5, 14, 14], [1, 2, 4, 5]]


def test_tickets_with_lists_are_read(answered):
    """The store keeps lists, and the stages floats."""
    outputs = answered([(1, 5, 5, 9, 0.9)])
    (one,) = found({name: np.asarray(array.tolist(), float) for name, array in outputs.items()})
    assert one.classes.dtype == np.int64
    assert one.classes.tolist() == [1]


def test_ticket_without_boxes_is_read(space):
    empty = {name: np.asarray([])[None] for name in ("boxes", "scores", "labels", "image_index")}
    (one,) = found(empty)
    assert (one.boxes.shape, one.classes.dtype) == ((0, 4), np.int64)
    cut, narrow = PROBLEM.within(empty, space, names=["dog"])
    assert PROBLEM.decode(cut, narrow)[0].things == ()


def test_each_name_has_its_threshold(answered, space):
    (one,) = found(answered([(0, 0, 0, 9, 0.45), (1, 0, 0, 9, 0.45)]))
    assert counting(one, space).classes.tolist() == [1]


def test_surest_boxes_have_room(space):
    n = 2 * MOST + 5
    many = Found(np.zeros((n, 4)), np.arange(n) / n, np.zeros(n, np.int64))
    held = hold([many], space)
    assert held[LABELS].shape == (1, 2 * MOST)
    assert found(held)[0].scores.min() > 4 / n
