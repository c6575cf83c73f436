import pytest
import torch

from peel.detection.centres import Centres
from peel.detection.detector import Detector, Views
from peel.detection.frame import Frame
from peel.detection.proposer import Proposer
from peel.detection.regions import width
from peel.detection.rescorer import Rescorer
from peel.detection.sums import Affine


@pytest.fixture
def detector():
    """One class; the heat is the first channel, boxes are squares of 32 pixels that stay, and worth 0.88."""
    weight, bias = torch.zeros(9, 5), torch.zeros(5)
    weight[0, 0] = 1
    proposer = Proposer(Centres(Affine(weight, bias), 1), [2, 3, 4], frame=Frame(64, 96))
    hidden, out = torch.nn.Linear(width([2, 3, 4]), 4), torch.nn.Linear(4, 5)
    for layer in (hidden, out):
        torch.nn.init.zeros_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
    out.bias.data[0] = 2.0
    return Detector(proposer, Rescorer(hidden, out))


@pytest.fixture
def maps():
    found = [torch.zeros(2, c, 64 // s, 96 // s) for c, s in ((2, 8), (3, 16), (4, 32))]
    found[0][1, 0, 3, 5] = 1.0
    found[0][:, 0] -= 0.001 * torch.arange(96.0).view(
        8, 12
    )  # falling: no other peak but the corner
    return found


def test_box_comes_in_pixels_of_the_picture(detector, maps):
    with torch.no_grad():
        found = detector(maps, Views(torch.tensor([1.0, 0.5]), torch.tensor([[64.0, 96.0]] * 2)))
    mine = found.boxes[found.images == 1]
    assert mine[0].tolist() == [56.0, 24.0, 120.0, 88.0] or mine[1].tolist() == [
        56.0,
        24.0,
        120.0,
        88.0,
    ]


def test_box_ends_where_picture_ends(detector, maps):
    window = torch.tensor([[40.0, 50.0]])
    with torch.no_grad():
        found = detector(maps, Views(torch.ones(1), window))
    assert float(found.boxes[:, 2].max()) == 50.0
    assert float(found.boxes[:, 3].max()) == 40.0


def test_scores_are_the_worth(detector, maps):
    with torch.no_grad():
        found = detector(maps, Views(torch.ones(1), torch.tensor([[64.0, 96.0]])))
    torch.testing.assert_close(
        found.scores, torch.full_like(found.scores, 0.8808), atol=1e-3, rtol=0
    )
    assert set(found.labels.tolist()) == {0}
