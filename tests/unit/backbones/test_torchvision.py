import pytest
from torch import nn

from peel.backbones import torchvision


def test_record_takes_digest_from_the_file():
    record = torchvision.describe("resnet18")
    assert record.hub == "resnet18-f37072fd.pth"
    assert record.sha256 == "f37072fd"


def test_record_states_colours_in_bytes():
    assert torchvision.describe("resnet18").image.mean == pytest.approx((123.675, 116.28, 103.53))


@pytest.mark.parametrize("name", ["nothing", "fcn_resnet50", ""])
def test_what_sorts_no_pictures_has_no_record(name):
    assert torchvision.describe(name) is None


def test_weights_are_found_in_the_checkpoints(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    record = torchvision.describe("resnet18")
    assert torchvision.cached_file(record, download=False) is None
    path = tmp_path / "hub" / "checkpoints" / record.hub
    path.parent.mkdir(parents=True)
    path.touch()
    assert torchvision.cached_file(record, download=False) == str(path)


def test_network_is_ready_to_answer():
    assert not torchvision.build("resnet18").training


def test_taps_go_from_input_to_end():
    blocks = [point.block for point in torchvision.points(torchvision.build("resnet18"))]
    assert (blocks[0], blocks[1], blocks[-1]) == ("maxpool", "layer1.0", "layer4.1")


def test_network_of_another_form_has_no_points():
    assert torchvision.points(nn.Linear(2, 2)) == []
