"""A network with its weights in it."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from peel.backbones import timm, torchvision, weights
from peel.backbones.source import Trained, WeightSource
from peel.errors import PeelError
from peel.types.backbone import Backbone, Weights

_PROVIDERS = {"timm": timm, "torchvision": torchvision}
_RANDOM_SEED = 0
ANYWHERE = WeightSource()


def load(backbone: Backbone, source: WeightSource = ANYWHERE) -> tuple[nn.Module, Weights]:
    """The network with its weights, in eval mode, and the line of the ledger that says what they are.

    Weights that were trained here are mixed in by their blend. Raises what `weights.ledger` does, and P504 (weights of
    another network).
    """
    torch.manual_seed(_RANDOM_SEED)
    network = _PROVIDERS[backbone.provider].build(backbone.architecture)
    path, line = weights.ledger(backbone, folder=source.folder, download=source.download)
    if path:
        _fill(network, path, backbone=backbone)
    if source.trained:
        _blend(network, source.trained, backbone=backbone)
    return network, line


def _blend(network: nn.Module, trained: Trained, *, backbone: Backbone) -> None:
    """Weights = blend x trained + (1 - blend) x pretrained, of the tensors that the file holds.

    **Source**: the mean of fine-tuned and pretrained weights (WiSE-FT; Wortsman and others, 2022).
    """
    try:
        mixed = network.state_dict()
        for name, tensor in load_file(trained.file).items():
            mixed[name] = torch.lerp(mixed[name].float(), tensor.float(), trained.blend)
        network.load_state_dict(mixed, strict=True)
    except Exception as error:
        raise _refused(trained.file, backbone) from error


def _fill(network: nn.Module, path: Path, *, backbone: Backbone) -> None:
    try:
        if path.suffix == ".safetensors":
            state = load_file(path)
        else:
            state = torch.load(path, map_location="cpu", weights_only=True)
        adapt = getattr(_PROVIDERS[backbone.provider], "adapt", None)
        network.load_state_dict(adapt(state, network) if adapt else state, strict=True)
    except Exception as error:  # unpickling a stranger's file may raise anything
        raise _refused(path, backbone) from error


def _refused(path: Path, backbone: Backbone) -> PeelError:
    return PeelError(
        "P504",
        "weights refused",
        got=path,
        allowed=f"the weights of {backbone.architecture}, as .safetensors or .pth",
        do="put the right file there, or remove it",
    )
