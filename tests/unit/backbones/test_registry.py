import pytest

from peel.backbones import registry
from peel.errors import PeelError


@pytest.mark.parametrize("number", [0, 1, 2])
def test_lite_networks_have_licence_and_digest(number):
    backbone = registry.find(f"efficientnet_lite{number}")
    assert backbone.licence == "Apache-2.0"
    assert len(backbone.sha256) == 64
    assert backbone.file.endswith(f"{backbone.sha256[:8]}.pth")


def test_timm_network_is_found_by_name():
    backbone = registry.find("timm/resnet18.a1_in1k")
    assert backbone.provider == "timm"
    assert backbone.hub == "timm/resnet18.a1_in1k"


def test_torchvision_network_is_found_by_name():
    backbone = registry.find("torchvision/mobilenet_v2")
    assert backbone.hub.startswith("mobilenet_v2-")
    assert backbone.hub == f"mobilenet_v2-{backbone.sha256}.pth"


@pytest.mark.parametrize(
    "name", ["resnet19", "timm/nothing", "torchvision/nothing", "hub/x", "timm/"]
)
def test_unknown_network_is_refused(name):
    with pytest.raises(PeelError) as caught:
        registry.find(name)
    assert caught.value.code == "P501"
    assert "efficientnet_lite0" in str(caught.value)


def test_taken_name_is_refused():
    with pytest.raises(PeelError):
        registry.register(registry.RANDOM)
