"""One pass, every depth: a network that gives pooled features after each of its blocks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from peel.backbones import timm, torchvision
from peel.errors import PeelError
from peel.types.backbone import Backbone, TapPoint
from peel.types.items import ImageSpec

_POINTS = {"timm": timm.points, "torchvision": torchvision.points}
_STD_FLOOR = 1e-6


class TapNetwork(nn.Module):
    """Resized pixels in, one pooled vector a tap out.

    Input: (n, 3, s, s) float32 RGB in 0..255. Output: for every tap (n, d_t) with, in this order, the mean
    and the standard deviation of the block's map over its cells, the mean of the map before the projection
    (where the block has one), and the means of its four overlapping quarters: poolings are prefixes.
    Each number is replaced by its signed square root, which evens out channels that fire rarely and hard.

    Of clips, `image.frames` pictures after one another are one item, and each of these parts becomes three: its mean over
    time, its standard deviation, and the mean of how far it moves from a frame to the next.
    """

    mean: Tensor
    std: Tensor

    def __init__(self, body: nn.Module, *, points: list[TapPoint], image: ImageSpec) -> None:
        super().__init__()
        self.body, self.points, self.frames = body, points, image.frames
        self.maps: dict[str, Tensor] = {}
        self.register_buffer("mean", torch.tensor(image.mean).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(image.std).view(1, 3, 1, 1))
        for path in {p for point in points for p in (point.path, point.expansion) if p}:
            body.get_submodule(path).register_forward_hook(functools.partial(self._keep, path))

    def _keep(self, path: str, _module: nn.Module, _args: Any, output: Tensor) -> None:
        self.maps[path] = output

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Run the body once and pool what the hooks kept."""
        self.body((pixels - self.mean) / self.std)
        vectors = tuple(self._pool(point) for point in self.points)
        self.maps.clear()
        return vectors

    def _pool(self, point: TapPoint) -> Tensor:
        x = self.maps[point.path]
        parts = list(mean_and_std(x))
        if point.expansion:
            parts.append(mean(self.maps[point.expansion]))
        parts += [q for q in (quarters(x),) if q.shape[1]]
        if self.frames > 1:
            parts = [over_time(part, self.frames) for part in parts]
        vector = torch.cat(parts, 1)
        return vector.sign() * vector.abs().sqrt()


def mean(x: Tensor) -> Tensor:
    """(n, c) per channel over the cells of (n, c, h, w) maps or the tokens of (n, t, c).

    A pooling node, not a reduction: ONNX Runtime keeps a map in its blocked layout for it.
    """
    return nn.functional.adaptive_avg_pool2d(x, 1).flatten(1) if x.ndim == 4 else x.mean(1)


def mean_and_std(x: Tensor) -> tuple[Tensor, Tensor]:
    """Both (n, c), over cells or tokens.

    The mean square of what is left after the mean: the mean square minus the squared mean costs a step less, but of
    a map that hardly varies single precision leaves rounding alone, which two roots make large.
    """
    m = mean(x)
    left = x - (m[..., None, None] if x.ndim == 4 else m[:, None])
    return m, (mean(left * left) + _STD_FLOOR).sqrt()


def quarters(x: Tensor) -> Tensor:
    """The means of the four quarters of (n, c, h, w) maps, (n, 4 c); an odd middle belongs to both sides. Nothing for tokens."""
    if x.ndim != 4 or min(x.shape[2:]) < 2:
        return x.new_zeros((len(x), 0))
    h, w = (int(size) for size in x.shape[2:])
    kernel, stride = ((h + 1) // 2, (w + 1) // 2), (h // 2, w // 2)
    return nn.functional.avg_pool2d(x, kernel, stride).flatten(1)


def over_time(x: Tensor, frames: int) -> Tensor:
    """(n, 3 d) from (n * frames, d): mean, standard deviation and mean step from a frame to the next.

    Nothing in it tells a clip from the same clip played backwards.
    """
    x = x.reshape(-1, frames, x.shape[1])
    m = x.mean(1)
    left = x - m[:, None]
    deviation = ((left * left).mean(1) + _STD_FLOOR).sqrt()
    return torch.cat([m, deviation, (x[:, 1:] - x[:, :-1]).abs().mean(1)], 1)


def tapped(backbone: Backbone, network: nn.Module, *, image: ImageSpec) -> TapNetwork:
    """`network` with a tap after every block; raises P505 where its blocks are not known."""
    points = _POINTS[backbone.provider](network)
    if not points:
        raise PeelError(
            "P505",
            "backbone has no known blocks",
            got=backbone.name,
            allowed="EfficientNet, MobileNet, ResNet, VGG, DenseNet, ConvNeXt and ViT forms of timm or torchvision",
            do="choose another backbone in search.backbones",
        )
    return TapNetwork(network, points=points, image=image).eval()


def widths(taps: TapNetwork, size_px: int) -> list[tuple[int, int, int]]:
    """Per tap: width of the mean of the block's map, of that of the map before the projection (0 without), and of the whole vector."""
    shapes: dict[str, int] = {}
    inner = taps.maps

    def keep(path: str) -> Callable[..., None]:
        def hook(_module: nn.Module, _args: Any, output: Tensor) -> None:
            shapes[path] = output.shape[1] if output.ndim == 4 else output.shape[2]

        return hook

    paths = [(p.path, p.expansion) for p in taps.points]
    handles = [
        taps.body.get_submodule(q).register_forward_hook(keep(q))
        for pair in paths
        for q in pair
        if q
    ]
    with torch.no_grad():
        vectors = taps(torch.zeros(taps.frames, 3, size_px, size_px))
    for handle in handles:
        handle.remove()
    inner.clear()
    times = 1 if taps.frames == 1 else 3
    return [
        (times * shapes[p], times * shapes.get(e, 0), v.shape[1])
        for (p, e), v in zip(paths, vectors, strict=True)
    ]
