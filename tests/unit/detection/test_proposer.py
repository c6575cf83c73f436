import pytest
import torch

from peel.detection.centres import Centres, joined
from peel.detection.frame import Frame
from peel.detection.proposer import Proposer
from peel.detection.sums import Affine
from peel.detection.suppress import NOTHING

FRAME = Frame(64, 96)


@pytest.fixture
def maps():
    rng = torch.Generator().manual_seed(0)
    return [
        torch.randn(2, c, 64 // s, 96 // s, generator=rng) for c, s in ((2, 8), (3, 16), (4, 32))
    ]


def _proposer(weight, bias):
    return Proposer(Centres(Affine(weight, bias), 2), [2, 3, 4], frame=FRAME)


def test_weights_pass_through_upsampling(maps):
    rng = torch.Generator().manual_seed(1)
    affine = Affine(torch.randn(9, 10, generator=rng), torch.randn(10, generator=rng))
    want = torch.einsum("ndhw,dk->nkhw", joined(maps), affine.weight) + affine.bias[:, None, None]
    torch.testing.assert_close(_proposer(*affine).cells_of(maps), want, atol=1e-4, rtol=1e-4)


def test_peak_becomes_a_box(maps):
    weight, bias = torch.zeros(9, 10), torch.zeros(10)
    weight[0, 1] = 1  # heat of the second class is the first channel
    maps[0][:] = 0
    maps[0][0, 0, 3, 5] = 2.0
    boxes, scores = _proposer(weight, bias)(maps)
    assert float(scores[0, 0]) == 2.0
    assert boxes[0, 0].tolist() == [44 - 16, 28 - 16, 44 + 16, 28 + 16]


def test_missing_boxes_are_told(maps):
    weight, bias = torch.zeros(9, 10), torch.zeros(10)
    weight[0, 0] = 1
    _, scores = _proposer(weight, bias)(maps)
    assert bool((scores[:, -1] == NOTHING).all())


def test_boxes_stay_in_the_frame(maps):
    rng = torch.Generator().manual_seed(1)
    boxes, _ = _proposer(torch.randn(9, 10, generator=rng), torch.zeros(10))(maps)
    assert float(boxes.min()) >= 0
    assert float(boxes[..., 1::2].max()) <= 64
    assert float(boxes[..., 0::2].max()) <= 96
