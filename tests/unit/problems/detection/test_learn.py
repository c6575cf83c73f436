import pytest

from peel.problems.detection import PROBLEM
from peel.problems.detection.held import found
from peel.problems.detection.learn import LEARNER


def test_thresholds_come_from_held_out_boxes(answered, label, space):
    """Of a cat and a dog in each picture the dog is found with less; a false cat is the weakest box."""
    picture = [(0, 100, 100, 40, 0.9), (1, 10, 10, 40, 0.4), (0, 300, 200, 40, 0.3)]
    labels = [label(("cat", 100, 100, 40), ("dog", 10, 10, 40))] * 3
    boxes = found(answered(*[picture] * 3))
    decision = LEARNER.decide(boxes, list(PROBLEM.read_targets(labels, space)))
    assert decision == {"thresholds": [pytest.approx(0.6), pytest.approx(0.2)]}


def test_held_boxes_are_outputs(answered, space):
    outputs = answered([(0, 1, 2, 3, 0.5)])
    again = LEARNER.hold(found(outputs), space)
    assert all((again[name] == outputs[name]).all() for name in outputs)
