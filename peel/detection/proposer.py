"""Where something may be: the peaks of the first stage, with a box each."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn

from peel.detection.boxes import around, clipped
from peel.detection.centres import STRIDE, UNIT_PX, Centres, middles, upsampled
from peel.detection.frame import Frame
from peel.detection.suppress import NOTHING, suppress

KEPT, _MOST_KEPT = 80, 400
_A_KEPT = 2  # peaks for each that is kept
_AN_OBJECT, _CROWDED = 2, 0.95  # proposals for each object of a picture with many
_OVERLAP = 0.7
_LOG_SIDES = (-3.0, 4.0)


class Proposer(nn.Module):
    """Maps in; the surest boxes (n, kept, 4) in pixels of the frame and their scores (n, kept) out, `NOTHING` where there are fewer."""

    cells: Tensor
    window: Tensor

    def __init__(
        self, centres: Centres, widths: Sequence[int], *, frame: Frame, kept: int = KEPT
    ) -> None:
        super().__init__()
        self.k, self.frame, self.kept = centres.k, frame, kept
        shape = (frame.height // STRIDE, frame.width // STRIDE)
        parts = torch.split(centres.affine.weight.T, list(widths), 1)
        self.weights = nn.ParameterList([part[..., None, None].contiguous() for part in parts])
        self.bias = nn.Parameter(centres.affine.bias)
        self.register_buffer("cells", middles(*shape))
        self.register_buffer("window", torch.tensor([*frame], dtype=torch.float32))
        self.requires_grad_(False)  # noqa: FBT003

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Peaks of the heat, of all classes together, less those that another of the same class covers."""
        found = self.cells_of(maps)
        k, cells = self.k, len(self.cells)
        heat = found[:, :k]
        top = nn.functional.max_pool2d(heat, 3, stride=1, padding=1)
        peaks = torch.where(heat == top, heat, torch.full_like(heat, NOTHING))
        score, place = peaks.flatten(1).topk(min(_A_KEPT * self.kept, k * cells), dim=1)
        moves = torch.unflatten(found[:, k:], 1, (k, 4)).permute(0, 1, 3, 4, 2).flatten(1, 3)
        own = moves.gather(1, place[..., None].expand(-1, -1, 4))
        middle = self.cells[place % cells] + own[..., :2] * STRIDE
        boxes = clipped(
            around(middle, own[..., 2:].clamp(*_LOG_SIDES).exp() * UNIT_PX), self.window
        )
        return self._surest(boxes, _left(boxes, score, label=place // cells, k=k))

    def cells_of(self, maps: Sequence[Tensor]) -> Tensor:
        """(n, 5 k, h, w) heat and moves; a product with weights and a linear upsampling change places at no cost in exactness."""
        size = [int(side) for side in maps[0].shape[2:]]
        made = nn.functional.conv2d(maps[0], self.weights[0], self.bias)
        for x, weight in zip(maps[1:], [*self.weights][1:], strict=True):
            made = made + upsampled(nn.functional.conv2d(x, weight), size)
        return made

    def _surest(self, boxes: Tensor, score: Tensor) -> tuple[Tensor, Tensor]:
        best, place = score.topk(min(self.kept, score.shape[1]), dim=1)
        return boxes.gather(1, place[..., None].expand(-1, -1, 4)), best


def kept_for(counts: Sequence[int]) -> int:
    """How many proposals a picture gets, from the numbers of objects in pictures: 80, and two an object where there are many.

    >>> kept_for([3, 40, 12]), kept_for([150] * 20), kept_for([5000])
    (80, 300, 400)
    """
    many = float(np.quantile(np.array([*counts, 0]), _CROWDED))
    return int(np.clip(_AN_OBJECT * many, KEPT, _MOST_KEPT))


def _left(boxes: Tensor, score: Tensor, *, label: Tensor, k: int) -> Tensor:
    """The scores (n, p), `NOTHING` for what another box of the same class covers."""
    n, peaks = score.shape
    nothing = torch.full_like(score, NOTHING)
    by_class = torch.stack([torch.where(label == c, score, nothing) for c in range(k)], 1)
    wide = boxes[:, None].expand(-1, k, -1, -1).reshape(-1, peaks, 4)
    stays = suppress(wide, by_class.flatten(0, 1), overlap=_OVERLAP, least=NOTHING / 2)
    place = torch.div(stays[:, 0], k, rounding_mode="floor") * peaks + stays[:, 1]
    is_left = torch.zeros_like(score).flatten().scatter(0, place, 1.0).view(n, peaks)
    return torch.where(is_left > 0, score, nothing)
