import torch

from peel.detection.suppress import suppress

BOXES = torch.tensor(
    [
        [[0.0, 0, 10, 10], [1, 0, 11, 10], [50, 50, 60, 60]],
        [[0, 0, 10, 10], [0, 0, 9, 10], [0, 0, 8, 10]],
    ]
)


def test_surest_box_stays():
    scores = torch.tensor([[0.5, 0.9, 0.7], [0.1, 0.2, 0.3]])
    rows = suppress(BOXES, scores, overlap=0.5, least=0.0)
    assert rows.tolist() == [[0, 1], [0, 2], [1, 2]]


def test_low_scores_never_stay():
    scores = torch.tensor([[0.5, 0.4, 0.3], [0.3, 0.3, 0.3]])
    assert suppress(BOXES, scores, overlap=0.99, least=0.3).tolist() == [[0, 0], [0, 1]]


def test_nothing_may_be_left():
    assert suppress(BOXES, torch.zeros(2, 3), overlap=0.5, least=0.1).shape == (0, 2)
