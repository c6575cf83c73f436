"""The maps of a network at strides 8, 16 and perhaps 32: what says where things are, not only that they are there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import onnx
import torch
from torch import Tensor, nn

from peel.backbones.cut import INPUT
from peel.backbones.taps import TapNetwork
from peel.backbones.writing import written
from peel.errors import PeelError

STRIDES = (8, 16, 32)
MAPS = tuple(f"map_{stride:02d}" for stride in STRIDES)
_PROBE_PX = 128


class _Last(NamedTuple):
    """The last block of a stride: its depth, its path, its channels."""

    depth: int
    path: str
    width: int


class DenseNetwork(nn.Module):
    """Pixels (n, 3, h, w) float32 in 0..255 in, sides multiples of 32; a map (n, c, h / s, w / s) for each stride s out.

    Each map is that of the last block of its stride; those behind the depth `to` are not given. `widths` are the numbers
    of channels c, `depths` where the maps are taken, `depth_full` where the last one would be.
    """

    def __init__(self, taps: TapNetwork, *, to: int | None = None) -> None:
        super().__init__()
        self.taps = taps
        last = _last_of_each_stride(taps)
        kept = [one for one in last if to is None or one.depth <= to] or last
        self.paths, self.widths = [one.path for one in kept], [one.width for one in kept]
        self.depths, self.depth_full = [one.depth for one in kept], last[-1].depth
        self.eval()  # an exporter leaves the parts in the mode of the whole

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Run the body once and give what the hooks kept."""
        self.taps.body((pixels - self.taps.mean) / self.taps.std)
        maps = tuple(self.taps.maps[path] for path in self.paths)
        self.taps.maps.clear()
        return maps


def to_onnx(network: DenseNetwork, size_px: tuple[int, int]) -> onnx.ModelProto:
    """The graph at one height and width: `pixels` in, `map_08`, `map_16` (and `map_32`) out; what they do not need is not in it.

    The exporter runs the network and holds all of it, of a large picture gigabytes; its nodes are the same for a small one.
    """
    names = MAPS[: len(network.widths)]
    model = written(network, {INPUT: torch.zeros(2, 3, _PROBE_PX, _PROBE_PX)}, outputs=names)
    (port,) = model.graph.input
    for dim, side in zip(port.type.tensor_type.shape.dim[2:], size_px, strict=True):
        dim.dim_value = side
    return model


def _last_of_each_stride(taps: TapNetwork) -> list[_Last]:
    """Where blocks have an expansion only blocks count: the convolution of the head has none."""
    with torch.no_grad():
        taps.body(torch.zeros(1, 3, _PROBE_PX, _PROBE_PX))
    shapes = {path: tuple(value.shape) for path, value in taps.maps.items()}
    taps.maps.clear()
    points = [p for p in taps.points if p.expansion] or taps.points
    last: dict[int, _Last] = {}
    for point in points:
        shape = shapes[point.path]
        if len(shape) == 4:
            last[_PROBE_PX // shape[2]] = _Last(point.index, point.path, shape[1])
    if not set(STRIDES) <= set(last):
        raise _refused(sorted(last))
    return [last[stride] for stride in STRIDES]


def _refused(strides: Sequence[int]) -> PeelError:
    return PeelError(
        "P668",
        "backbone cannot find things in pictures",
        got=f"maps at strides {', '.join(map(str, strides)) or 'none'}",
        allowed="a network with blocks at strides 8, 16 and 32, as EfficientNet, MobileNet and ResNet have",
        do="choose another backbone in search.backbones",
    )
