"""A small convolutional head as a further first stage: it proposes boxes where its own heat has peaks.

Where ridge looks at one cell, it looks at the cells around it too. Docs: decision 0087.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from peel.backbones.dense import STRIDES
from peel.detection.boxes import clipped
from peel.detection.centres import STRIDE, middles, upsampled
from peel.detection.frame import Frame
from peel.detection.suppress import NOTHING

KEPT = 80
_WIDTH, _GROUPS, _LAYERS = 64, 8, 3
_RARE, _REACH = -4.0, 1.0  # at the start: most cells are no centre, and a box reaches e cells
_LOG_CELLS = (-3.0, 5.0)


class Peaks(nn.Module):
    """Maps in; the surest boxes (n, kept, 4) in pixels of the frame and their logits (n, kept) out, `NOTHING` where there are fewer."""

    cells: Tensor
    window: Tensor

    def __init__(self, widths: Sequence[int], *, k: int, frame: Frame) -> None:
        super().__init__()
        self.k, self.frame, self.widths, self.kept = k, frame, tuple(widths), KEPT
        self.means = nn.ParameterList(torch.zeros(width, 1, 1) for width in widths)
        self.scales = nn.ParameterList(torch.ones(width, 1, 1) for width in widths)
        self.sides = nn.ModuleList(nn.Conv2d(width, _WIDTH, 1) for width in widths)
        self.norms = nn.ModuleList(nn.GroupNorm(_GROUPS, _WIDTH) for _ in widths)
        self.body = nn.Sequential(*itertools.chain(*(_separable() for _ in range(_LAYERS))))
        self.heat, self.reach = nn.Conv2d(_WIDTH, k, 1), nn.Conv2d(_WIDTH, 4, 1)
        nn.init.constant_(_bias(self.heat), _RARE)
        nn.init.constant_(_bias(self.reach), _REACH)
        shape = (frame.height // STRIDE, frame.width // STRIDE)
        self.register_buffer("cells", middles(*shape), persistent=False)
        self.register_buffer(
            "window", torch.tensor([*frame], dtype=torch.float32), persistent=False
        )

    @property
    def macs(self) -> int:
        """Multiply-adds of a picture."""
        fine = len(self.cells)
        sides = sum(
            fine * STRIDE**2 // stride**2 * width * _WIDTH
            for width, stride in zip(self.widths, STRIDES, strict=False)
        )
        return sides + fine * (_LAYERS * _WIDTH * (9 + _WIDTH) + _WIDTH * (self.k + 4))

    def looked(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Logits (n, k, h, w) of centres, and the box (n, h w, 4) of each cell; coarse maps are added to finer ones."""
        scaled = [
            (x - mean) * scale for x, mean, scale in zip(maps, self.means, self.scales, strict=True)
        ]
        every = [
            norm(side(x)) for x, side, norm in zip(scaled, self.sides, self.norms, strict=True)
        ]
        made = every[-1]
        for finer in reversed(every[:-1]):
            made = finer + upsampled(made, [int(side) for side in finer.shape[2:]])
        seen = self.body(made)
        reach = self.reach(seen).clamp(*_LOG_CELLS).exp().flatten(2).transpose(1, 2) * STRIDE
        boxes = torch.cat([self.cells - reach[..., :2], self.cells + reach[..., 2:]], -1)
        return self.heat(seen), boxes

    def named(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor, Tensor]:
        """Boxes, logits and classes (n, kept) of the surest peaks."""
        logits, boxes = self.looked(maps)
        n = len(self.cells)
        top = nn.functional.max_pool2d(logits, 3, stride=1, padding=1)
        peaks = torch.where(logits == top, logits, torch.full_like(logits, NOTHING))
        score, place = peaks.flatten(1).topk(min(self.kept, self.k * n), dim=1)
        own = boxes.gather(1, (place % n)[..., None].expand(-1, -1, 4))
        return clipped(own, self.window), score, place // n

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Without the classes: the second stage asks anew what they are."""
        boxes, score, _ = self.named(maps)
        return boxes, score


def _separable() -> list[nn.Module]:
    return [
        nn.Conv2d(_WIDTH, _WIDTH, 3, padding=1, groups=_WIDTH, bias=False),
        nn.Conv2d(_WIDTH, _WIDTH, 1, bias=False),
        nn.GroupNorm(_GROUPS, _WIDTH),
        nn.ReLU(),
    ]


def _bias(layer: nn.Conv2d) -> Tensor:
    assert layer.bias is not None
    return layer.bias
