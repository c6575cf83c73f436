import pytest
import torch

from peel.detection.frame import Frame
from peel.detection.peaks import KEPT, Peaks
from peel.detection.suppress import NOTHING

FRAME, WIDTHS = Frame(64, 96), (2, 3, 4)


@pytest.fixture
def maps():
    rng = torch.Generator().manual_seed(0)
    sizes = zip(WIDTHS, (8, 16, 32), strict=True)
    return [torch.randn(2, c, 64 // s, 96 // s, generator=rng) for c, s in sizes]


@pytest.fixture
def peaks():
    torch.manual_seed(0)
    return Peaks(WIDTHS, k=2, frame=FRAME).requires_grad_(False).eval()  # noqa: FBT003


def test_boxes_lie_in_the_frame(peaks, maps):
    boxes, score, label = peaks.named(maps)
    assert boxes.shape == (2, KEPT, 4)
    assert (boxes >= 0).all()
    assert (boxes[..., 2] <= 96).all()
    assert (boxes[..., 3] <= 64).all()
    assert (score.diff(dim=1) <= 0).all()
    assert set(label.flatten().tolist()) <= {0, 1}


def test_cells_beside_peaks_are_nothing(peaks, maps):
    logits, _ = peaks.looked(maps)
    _, score = peaks(maps)
    found = score > NOTHING / 2
    assert 0 < int(found[0].sum()) < KEPT
    assert float(score[0, 0]) == float(logits[0].max())


def test_channels_are_brought_to_one_scale(peaks, maps):
    before, _ = peaks.looked(maps)
    peaks.means[0].add_(3.0)
    peaks.scales[0].mul_(0.5)
    after, _ = peaks.looked([maps[0] * 2 + 3, *maps[1:]])
    torch.testing.assert_close(after, before)


def test_work_grows_with_cells():
    one, other = Peaks(WIDTHS, k=2, frame=FRAME), Peaks(WIDTHS, k=2, frame=Frame(128, 96))
    assert other.macs == 2 * one.macs
