"""A network with its weights in it."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from peel.backbones import timm, torchvision, weights
from peel.errors import PeelError
from peel.types.backbone import Backbone, Weights

_PROVIDERS = {"timm": timm, "torchvision": torchvision}
_RANDOM_SEED = 0


def load(
    backbone: Backbone, *, folder: Path | None = None, download: bool = False
) -> tuple[nn.Module, Weights]:
    """The network with its weights, in eval mode, and the line of the ledger that says what they are.

    Raises what `weights.ledger` does, and P504 (weights of another network).
    """
    torch.manual_seed(_RANDOM_SEED)
    network = _PROVIDERS[backbone.provider].build(backbone.architecture)
    path, line = weights.ledger(backbone, folder=folder, download=download)
    if path:
        _fill(network, path, backbone=backbone)
    return network, line


def _fill(network: nn.Module, path: Path, *, backbone: Backbone) -> None:
    try:
        if path.suffix == ".safetensors":
            state = load_file(path)
        else:
            state = torch.load(path, map_location="cpu", weights_only=True)
        adapt = getattr(_PROVIDERS[backbone.provider], "adapt", None)
        network.load_state_dict(adapt(state, network) if adapt else state, strict=True)
    except Exception as error:  # unpickling a stranger's file may raise anything
        raise PeelError(
            "P504",
            "weights refused",
            got=path,
            allowed=f"the weights of {backbone.architecture}, as .safetensors or .pth",
            do="put the right file there, or remove it",
        ) from error
