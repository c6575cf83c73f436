import torch

from peel.detection import regions
from peel.detection.goals import Goal

GOAL = Goal(
    torch.tensor([[0.0, 0, 10, 10], [20, 20, 40, 40]]),
    torch.tensor([0, 1]),
    torch.tensor([[60.0, 60, 90, 90]]),
)
BOXES = torch.tensor([[0.0, 0, 10, 10], [22, 20, 42, 40], [62, 62, 80, 80], [100, 0, 120, 20]])


def _judged(goal=GOAL):
    return regions.judged(torch.arange(4.0)[:, None], BOXES, goal=goal, k=2)


def test_whole_overlap_is_worth_all():
    assert _judged().worth[0].tolist() == [1.0, 0.0]


def test_part_is_worth_less():
    overlap = 360 / 440
    torch.testing.assert_close(_judged().worth[1, 1], torch.tensor((overlap - 0.3) / 0.6))


def test_moves_lead_to_the_object():
    torch.testing.assert_close(_judged().moves[1, 1], torch.tensor([-0.1, 0.0, 0.0, 0.0]))


def test_unsaid_boxes_are_left_out():
    assert _judged().rows[:, 0].tolist() == [0.0, 1.0, 3.0]


def test_empty_picture_makes_boxes_worthless():
    empty = Goal(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64), torch.zeros(0, 4))
    found = _judged(empty)
    assert (float(found.worth.sum()), int(found.is_firm.sum())) == (0.0, 0)


def test_rows_are_as_wide_as_told():
    maps = [torch.ones(2, c, 64 // s, 96 // s) for c, s in ((2, 8), (3, 16), (4, 32))]
    rows = regions.pooled(maps, BOXES[:3].expand(2, 3, 4))
    assert rows.shape == (6, regions.width([2, 3, 4]))
