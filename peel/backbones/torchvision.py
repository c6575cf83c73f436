"""Networks of the torchvision library."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from urllib.parse import urlparse

import torch
from torch import nn
from torchvision import models

from peel.types.backbone import Backbone, TapPoint
from peel.types.items import ImageSpec


def describe(architecture: str) -> Backbone | None:
    """The record of torchvision's pretrained `architecture`, or None where torchvision does not know it."""
    if architecture not in models.list_models(module=models):
        return None
    weights = models.get_model_weights(architecture)["DEFAULT"]
    transform = weights.transforms()
    mean, std = (tuple(round(255 * v, 4) for v in pair) for pair in (transform.mean, transform.std))
    file = PurePosixPath(urlparse(weights.url).path).name
    return Backbone(
        name=f"torchvision/{architecture}",
        provider="torchvision",
        architecture=architecture,
        image=ImageSpec(mean=mean, std=std),
        licence="BSD-3-Clause",
        origin=f"torchvision {architecture} {weights.name}",
        hub=file,
        sha256=file.rpartition("-")[2].partition(".")[0],
    )


def build(architecture: str) -> nn.Module:
    """The network without weights, in eval mode."""
    network: nn.Module = models.get_model(architecture, weights=None).eval()
    return network


def cached_file(backbone: Backbone, *, download: bool) -> str | None:
    """The weights in TORCH_HOME's checkpoints, fetched into it when `download`; None where they are not to be had."""
    path = Path(torch.hub.get_dir()) / "checkpoints" / backbone.hub
    if download and not path.is_file():
        models.get_model(backbone.architecture, weights="DEFAULT")
    return str(path) if path.is_file() else None


def points(network: nn.Module) -> list[TapPoint]:
    """A tap after the stem and after every block, from the input on."""
    if hasattr(network, "layer1"):
        found = ["maxpool"]
        for s in (1, 2, 3, 4):
            found += [f"layer{s}.{b}" for b in range(len(getattr(network, f"layer{s}")))]
    else:
        found = [f"features.{b}" for b in range(len(getattr(network, "features", ())))]
    return [TapPoint(index=i, block=path, path=path) for i, path in enumerate(found)]
