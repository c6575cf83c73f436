import numpy as np
import pytest

from peel.metrics.boxes import Truth
from peel.problems.detection import PROBLEM
from peel.problems.detection.held import found
from peel.problems.detection.judged import judge

CAT = ("cat", 100, 100, 40)


@pytest.mark.parametrize(
    ("box", "verdict", "state"),
    [
        ((0, 105, 100, 40, 0.9), "found", "found"),
        ((1, 105, 100, 40, 0.9), "wrong name", "missed"),
        ((0, 125, 100, 40, 0.9), "badly placed", "missed"),
        ((0, 200, 200, 40, 0.9), "false", "missed"),
        ((1, 130, 100, 40, 0.9), "false", "missed"),
    ],
)
def test_box_is_told_by_what_it_shows(answered, label, space, box, verdict, state):
    (truth,) = PROBLEM.read_targets([label(CAT)], space)
    one = judge(*found(answered([box])), truth)
    assert (one.boxes, one.objects) == ([verdict], [state])


def test_second_box_on_an_object_is_double(answered, label, space):
    (truth,) = PROBLEM.read_targets([label(CAT)], space)
    boxes = [(0, 101, 100, 40, 0.8), (0, 103, 100, 40, 0.9)]
    one = judge(*found(answered(boxes)), truth)
    assert one.boxes == ["found", "double"]
    assert one.of == [0, 0]
    assert one.n_wrong == 1


def test_what_nobody_counted_is_ignored(answered):
    box = np.array([[100.0, 100, 140, 140]])
    truth = Truth(box, np.array([0]), crowd=np.array([True]), difficult=np.array([False]))
    one = judge(*found(answered([(0, 110, 110, 10, 0.9)])), truth)
    assert (one.boxes, one.objects, one.n_wrong) == (["ignored"], ["ignored"], 0)


def test_nothing_of_nothing_is_right(answered, space):
    (truth,) = PROBLEM.read_targets(["[]"], space)
    assert judge(*found(answered([])), truth).n_wrong == 0
