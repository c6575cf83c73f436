import pytest
import torch

from peel.detection import boxes

ONE = torch.tensor([[0.0, 0.0, 10.0, 20.0]])


def test_moves_lead_to_what_is_wanted():
    wanted = torch.tensor([[3.0, -4.0, 15.0, 14.0]])
    torch.testing.assert_close(boxes.moved(ONE, boxes.moves(ONE, wanted)), wanted)


def test_moves_are_limited():
    far = boxes.moved(ONE, torch.tensor([[50.0, 0.0, 0.0, 0.0]]))
    assert far.tolist() == [[10.0, 0.0, 20.0, 20.0]]


def test_box_is_cut_to_window():
    window = torch.tensor([[12.0, 6.0]])  # height, width
    assert boxes.clipped(torch.tensor([[-3.0, 2.0, 9.0, 30.0]]), window).tolist() == [[0, 2, 6, 12]]


def test_windows_of_pictures_differ():
    pair = ONE.expand(2, 3, 4)
    cut = boxes.clipped(pair, torch.tensor([[5.0, 5.0], [9.0, 9.0]])[:, None])
    assert cut[:, 0].tolist() == [[0, 0, 5, 5], [0, 0, 9, 9]]


@pytest.mark.parametrize(
    ("other", "share"),
    [([0, 0, 10, 20], 1.0), ([0, 0, 10, 10], 0.5), ([10, 0, 20, 20], 0.0), ([5, 0, 5, 20], 0.0)],
)
def test_shared_part_of_both(other, share):
    assert float(boxes.shared(ONE, torch.tensor([other], dtype=torch.float32))) == share


def test_covered_part_of_the_box():
    assert float(boxes.covered(ONE, torch.tensor([[0.0, 0.0, 100.0, 10.0]]))) == 0.5
