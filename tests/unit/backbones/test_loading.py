import shutil
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from peel.backbones import registry, timm, weights
from peel.backbones.loading import load
from peel.backbones.source import WeightSource
from peel.errors import PeelError

LITE0 = registry.find("efficientnet_lite0")
ELSEWHERE = LITE0.model_copy(update={"package": "", "name": "elsewhere"})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "torch"))
    return tmp_path


def test_folder_weights_are_found(folder):
    shutil.copy(weights.locate(LITE0, folder=None, download=False), folder / "elsewhere.pth")
    network, line = load(ELSEWHERE, WeightSource(folder=folder))
    assert line.sha256 == LITE0.sha256
    assert not network.training


@pytest.mark.parametrize("kind", ["another network", "no weights"])
def test_weights_of_another_network_are_refused(folder, kind):
    free = ELSEWHERE.model_copy(update={"sha256": ""})
    if kind == "another network":
        save_file({"a": torch.zeros(2)}, folder / "elsewhere.safetensors")
    else:
        (folder / "elsewhere.pth").write_bytes(b"text")
    with pytest.raises(PeelError) as caught:
        load(free, WeightSource(folder=folder))
    assert caught.value.code == "P504"


def test_code_in_weights_does_not_run(folder):
    """A pickle may call anything while it is read."""

    class Hostile:
        def __reduce__(self):
            return (Path.touch, (folder / "ran",))

    torch.save({"a": Hostile()}, folder / "elsewhere.pth")
    with pytest.raises(PeelError, match="P504"):
        load(ELSEWHERE.model_copy(update={"sha256": ""}), WeightSource(folder=folder))
    assert not (folder / "ran").exists()


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["safetensors", "pth"])
def test_own_names_are_found_in_any_order(folder, ending):
    record = registry.find("timm/resnet18.a1_in1k")
    state = timm.build(record.architecture).state_dict()
    state = {name: torch.rand(x.shape).to(x.dtype) for name, x in reversed(state.items())}
    path = folder / f"{record.architecture}.{ending}"
    save_file(state, path) if ending == "safetensors" else torch.save(state, path)
    network, _ = load(record, WeightSource(folder=folder))
    for name, value in network.state_dict().items():
        assert torch.equal(value, state[name]), name


def test_random_network_is_the_same_twice():
    first, line = load(registry.RANDOM)
    again, _ = load(registry.RANDOM)
    assert line.sha256 == ""
    for a, b in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(a, b)
