import numpy as np
import torch

from peel.detection import goals
from peel.metrics.boxes import Truth

TRUTH = Truth(
    np.array([[0.0, 0, 10, 10], [0, 0, 40, 40], [5, 5, 5, 9], [2, 2, 8, 8]]),
    np.array([0, 1, 0, 0]),
    crowd=np.array([False, True, False, False]),
    difficult=np.array([False, False, False, True]),
)


def test_boxes_come_in_pixels_of_the_frame():
    assert goals.of(TRUTH, shrink=0.5).boxes.tolist() == [[0, 0, 5, 5]]


def test_crowds_and_difficult_ones_are_unsaid():
    assert goals.of(TRUTH, shrink=1.0).unsaid.tolist() == [[0, 0, 40, 40], [2, 2, 8, 8]]


def test_rare_classes_weigh_more():
    goal = goals.Goal(torch.zeros(5, 4), torch.tensor([0, 0, 0, 0, 1]), torch.zeros(0, 4))
    weights = goals.class_weights([goal], 2)
    assert float(weights[1] / weights[0]) == 2.0


def test_copies_lie_near_their_objects():
    goal = goals.of(TRUTH, shrink=10.0)
    near = goals.jittered(goal, copies=50, rng=torch.Generator().manual_seed(0))
    assert near.shape == (50, 4)
    assert float((near - goal.boxes).abs().mean()) < 20
