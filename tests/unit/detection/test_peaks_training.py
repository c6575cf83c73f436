import numpy as np
import pytest
import torch

from peel.detection.frame import Frame
from peel.detection.goals import Goal
from peel.detection.peaks_training import Lesson, aim_of, train

BOX = torch.tensor([[16.0, 8.0, 48.0, 40.0]])
NONE = torch.zeros(0, 4)


def test_cells_near_a_centre_count():
    aim = aim_of(Goal(BOX, torch.tensor([1]), NONE), Frame(64, 96), k=2)
    assert aim.heat.shape == (2, 8, 12)
    assert aim.heat[0].max() == 0
    assert int((aim.heat[1] == 1).sum()) == 1
    on = aim.weight > 0
    assert 1 < int(on.sum()) < 20
    assert (aim.boxes[on] == BOX[0]).all()


def test_empty_picture_has_no_centre():
    aim = aim_of(Goal(NONE, torch.zeros(0, dtype=torch.int64), NONE), Frame(64, 96), k=2)
    assert aim.heat.max() == aim.weight.max() == 0


@pytest.mark.slow
def test_learnt_peaks_lie_on_things(material):
    lesson = Lesson(material.maps, material.goals(), range(20), 2)
    head, again = (train(lesson, steps=60, seed=1) for _ in range(2))
    for place in range(20, 28):
        boxes, score = head(material.maps.take([place]))
        np.testing.assert_array_equal(boxes, again(material.maps.take([place]))[0])
        middle = (boxes[0, 0, :2] + boxes[0, 0, 2:]) / 2
        goal = lesson.goals[place].boxes
        inside = (goal[:, :2] <= middle) & (middle <= goal[:, 2:])
        assert inside.all(1).any()
        assert score[0, 0] == score[0].max()
