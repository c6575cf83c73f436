"""Networks of the timm library."""

from __future__ import annotations

import timm
import torch
from huggingface_hub import hf_hub_download, try_to_load_from_cache
from torch import nn

from peel.types.backbone import Backbone, TapPoint
from peel.types.items import ImageSpec


def describe(architecture: str) -> Backbone | None:
    """The record of timm's pretrained `architecture`, or None where timm does not know it."""
    try:
        config = timm.get_pretrained_cfg(architecture, allow_unregistered=False)
    except RuntimeError:
        return None
    if config is None:
        return None
    mean, std = (
        tuple(round(255 * value, 4) for value in pair) for pair in (config.mean, config.std)
    )
    return Backbone(
        name=f"timm/{architecture}",
        provider="timm",
        architecture=architecture,
        image=ImageSpec(mean=mean, std=std),
        licence=config.license or "not stated",
        origin=f"timm {architecture} {config.tag or ''}".strip(),
        hub=config.hf_hub_id or "",
    )


def build(architecture: str) -> nn.Module:
    """The network without weights, in eval mode, its padding made static."""
    return with_static_padding(timm.create_model(architecture, pretrained=False).eval())


def cached_file(backbone: Backbone, *, download: bool) -> str | None:
    """The weights in the hub's own cache, fetched into it when `download`; None where they are not to be had."""
    if not backbone.hub:
        return None
    if download:
        return hf_hub_download(backbone.hub, "model.safetensors")
    found = try_to_load_from_cache(backbone.hub, "model.safetensors")
    return found if isinstance(found, str) else None


def adapt(state: dict[str, torch.Tensor], network: nn.Module) -> dict[str, torch.Tensor]:
    """Rename by position where the names are others: the pip packages hold the same tensors in the same order.

    A .safetensors file holds the network's own names, in an order of its own.
    """
    names = list(network.state_dict())
    return state if set(state) == set(names) else dict(zip(names, state.values(), strict=True))


def points(network: nn.Module) -> list[TapPoint]:
    """A tap after the stem, after every block and after the head convolution, from the input on."""
    found: list[tuple[str, str]] = []
    blocks = getattr(network, "blocks", None)
    if blocks is not None and hasattr(network, "conv_stem"):
        found = [("bn1", "")]
        for s, stage in enumerate(_children(blocks)):
            found += [
                (f"blocks.{s}.{b}", _expansion(block)) for b, block in enumerate(_children(stage))
            ]
        found += [("bn2", "")] if hasattr(network, "bn2") else []
    elif blocks is not None:
        found = [(f"blocks.{b}", "") for b in range(len(_children(blocks)))]
    elif hasattr(network, "layer1"):
        found = [("maxpool", "")]
        for s in (1, 2, 3, 4):
            found += [
                (f"layer{s}.{b}", "") for b in range(len(_children(getattr(network, f"layer{s}"))))
            ]
    elif hasattr(network, "stages"):
        found = [("stem", "")]
        for s, stage in enumerate(_children(network.stages)):
            found += [
                (f"stages.{s}.blocks.{b}", "") for b in range(len(getattr(stage, "blocks", ())))
            ]
    return [
        TapPoint(index=i, block=path, path=path, expansion=f"{path}.{inner}" if inner else "")
        for i, (path, inner) in enumerate(found)
    ]


def _children(module: object) -> list[nn.Module]:
    return list(module.children()) if isinstance(module, nn.Module) else []


def _expansion(block: nn.Module) -> str:
    """The normalised depthwise map of an inverted residual: six times the width of the block's output."""
    if hasattr(block, "conv_pwl"):
        return "bn2"
    return "bn1" if hasattr(block, "conv_dw") else ""


class _SamePadding(nn.Conv2d):
    """TensorFlow's SAME padding for inputs that are multiples of the stride, without a shape computation in the graph."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        (kh, kw), (sh, sw) = self.kernel_size, self.stride
        top, left = (kh - sh) // 2, (kw - sw) // 2
        padded = nn.functional.pad(x, (left, kw - sw - left, top, kh - sh - top))
        result: torch.Tensor = self._conv_forward(padded, self.weight, self.bias)
        return result


def with_static_padding(network: nn.Module) -> nn.Module:
    """Replace timm's dynamic SAME convolutions: the same numbers at sizes that are multiples of 32."""
    for module in network.modules():
        if type(module).__name__ == "Conv2dSame":
            module.__class__ = _SamePadding
            module.padding = (0, 0)  # type: ignore[assignment]
    return network
