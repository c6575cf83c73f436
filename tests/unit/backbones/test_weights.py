import pytest
import torch

from peel.backbones import registry, weights
from peel.errors import PeelError

LITE0 = registry.find("efficientnet_lite0")
ELSEWHERE = LITE0.model_copy(update={"package": "", "name": "elsewhere"})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    return tmp_path


def test_package_weights_are_found():
    assert weights.locate(LITE0, folder=None, download=False).is_file()


def test_missing_weights_are_named(folder):
    with pytest.raises(PeelError) as caught:
        weights.ledger(ELSEWHERE, folder=folder)
    assert caught.value.code == "P502"
    assert "[random]" in str(caught.value)


def test_wrong_digest_is_refused(folder):
    torch.save({}, folder / "elsewhere.pth")
    with pytest.raises(PeelError) as caught:
        weights.ledger(ELSEWHERE, folder=folder)
    assert caught.value.code == "P503"


def test_hub_out_of_reach_is_said(folder, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(PeelError) as caught:
        weights.ledger(registry.find("timm/resnet18.a1_in1k"), folder=folder, download=True)
    assert caught.value.code == "P502"
    assert "hub" in str(caught.value)


def test_doctor_sees_the_installed_weights():
    assert ("efficientnet_lite0", True) in weights.found()
