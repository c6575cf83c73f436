import pytest
import torch
from timm import create_model
from torch import nn

from peel.backbones import registry, timm

KNOWN = "resnet18.a1_in1k"


def test_record_states_colours_in_bytes():
    image = timm.describe(KNOWN).image
    assert image.mean == pytest.approx((123.675, 116.28, 103.53))
    assert image.std == pytest.approx((58.395, 57.12, 57.375))


def test_record_names_hub_and_licence():
    record = timm.describe(KNOWN)
    assert (record.hub, record.licence) == ("timm/resnet18.a1_in1k", "apache-2.0")


@pytest.mark.parametrize("name", ["nothing", "resnet18.nothing", ""])
def test_unknown_architecture_has_no_record(name):
    assert timm.describe(name) is None


def test_network_without_hub_has_no_file():
    assert timm.cached_file(registry.RANDOM, download=False) is None


def test_weights_that_never_came_are_none(tmp_path, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    record = timm.describe(KNOWN).model_copy(update={"hub": "nobody/nothing"})
    assert timm.cached_file(record, download=False) is None


def test_same_names_are_left_alone():
    network = nn.Linear(2, 3)
    state = {"bias": torch.zeros(3), "weight": torch.ones(3, 2)}
    assert timm.adapt(state, network) is state


def test_other_names_go_by_position():
    state = {"w": torch.ones(3, 2), "b": torch.zeros(3)}
    assert list(timm.adapt(state, nn.Linear(2, 3))) == ["weight", "bias"]


def test_other_number_of_tensors_is_refused():
    with pytest.raises(ValueError, match="zip"):
        timm.adapt({"w": torch.ones(3, 2)}, nn.Linear(2, 3))


def test_inverted_residual_names_its_wide_map():
    found = {p.block: p.expansion for p in timm.points(timm.build("mobilenetv3_small_050"))}
    assert found["bn1"] == ""
    assert found["blocks.0.0"] == "blocks.0.0.bn1"  # depthwise first
    assert found["blocks.1.0"] == "blocks.1.0.bn2"


def test_network_of_another_form_has_no_points():
    assert timm.points(nn.Linear(2, 2)) == []


def test_padding_that_computes_shapes_is_gone():
    network = timm.with_static_padding(create_model("tf_efficientnet_lite0", pretrained=False))
    assert "Conv2dSame" not in {type(module).__name__ for module in network.modules()}
