"""Boxes that another, surer one covers are left out: in PyTorch, and as the one node of ONNX that does it for a whole batch."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torchvision.ops import nms

NOTHING = -1e4  # the score of what is no candidate


class _Suppress(torch.autograd.Function):
    @staticmethod
    def forward(_: Any, *what: Any) -> Tensor:
        boxes, scores, overlap, least = what
        found = [
            _of_one(b, s, overlap=overlap, least=least) for b, s in zip(boxes, scores, strict=True)
        ]
        row = [torch.full_like(each, i) for i, each in enumerate(found)]
        return torch.stack([torch.cat(row), torch.cat(found)], 1)

    @staticmethod
    def symbolic(g: Any, *what: Any) -> Any:
        boxes, scores, overlap, least = what

        def constant(value: Any) -> Any:
            return g.op("Constant", value_t=torch.tensor([value]))

        wide = g.op("Unsqueeze", scores, constant(1))
        most = constant(2**31 - 1)
        limits = (most, constant(overlap), constant(least))
        chosen = g.op("NonMaxSuppression", boxes, wide, *limits)
        return g.op("Gather", chosen, g.op("Constant", value_t=torch.tensor([0, 2])), axis_i=1)


def suppress(boxes: Tensor, scores: Tensor, *, overlap: float, least: float) -> Tensor:
    """(m, 2) row and place of the boxes (b, k, 4) that stay, by row, the surest first.

    Of boxes that overlap more than `overlap` the one with the highest of the `scores` (b, k) stays; those with at most `least` never do.
    """
    result: Tensor = _Suppress.apply(boxes, scores, overlap, least)
    return result


def _of_one(boxes: Tensor, scores: Tensor, *, overlap: float, least: float) -> Tensor:
    places = (scores > least).nonzero()[:, 0]
    return places[nms(boxes[places], scores[places], overlap)]
