"""The whole detector behind the maps: proposals, judged and moved three times, and of what covers each other the surest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from peel.detection.boxes import clipped, moved
from peel.detection.proposer import Proposer
from peel.detection.regions import pooled
from peel.detection.rescorer import Rescorer
from peel.detection.suppress import NOTHING, suppress
from peel.detection.union import Union

ROUNDS = 3
_OVERLAP = 0.5
LEAST = 0.02  # scores below count for nothing in any score of detectors


class Detections(NamedTuple):
    """What was found in a batch, by picture: boxes (m, 4) in pixels of the picture, scores, labels and picture (m,)."""

    boxes: Tensor
    scores: Tensor
    labels: Tensor
    images: Tensor


class Views(NamedTuple):
    """How pictures lie in the frame: multiplied by `shrink` (n,), then of these heights and widths, `window` (n, 2); n may be 1 for all."""

    shrink: Tensor
    window: Tensor


class Detector(nn.Module):
    """Maps of n pictures and their views in; what was found out."""

    def __init__(self, proposer: Proposer | Union, rescorer: Rescorer) -> None:
        super().__init__()
        self.proposer, self.rescorer = proposer, rescorer

    def forward(self, maps: Sequence[Tensor], views: Views) -> Detections:
        """Boxes of each class by the last moves, scores as the mean of the last two rounds."""
        boxes, scores = self.judge(maps)
        inside = clipped(boxes, views.window.view(-1, 1, 1, 2)) / views.shrink.view(-1, 1, 1, 1)
        return _chosen(inside, scores)

    def judge(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """(n, k, p, 4) boxes in the frame and (n, k, p) scores, of p proposals as each class."""
        boxes, found = self.proposer(maps)
        n, p = found.shape
        worth: list[Tensor] = []
        for turn in range(ROUNDS):
            score, moves = self.rescorer(pooled(maps, boxes))
            worth.append(score.view(n, p, -1))
            by_class = moved(boxes[:, :, None], moves.view(n, p, -1, 4))
            if turn + 1 < ROUNDS:
                best = worth[-1].argmax(2)[..., None, None].expand(-1, -1, 1, 4)
                boxes = clipped(by_class.gather(2, best)[:, :, 0], self.proposer.window)
        mean = (worth[-1] + worth[-2]) / 2
        is_one = (found > NOTHING / 2)[..., None]
        scores = torch.where(is_one, mean, torch.zeros_like(mean))
        return by_class.transpose(1, 2), scores.transpose(1, 2)


def _chosen(boxes: Tensor, scores: Tensor) -> Detections:
    """By picture and class, the surest first."""
    k, p = scores.shape[1:]
    rows = suppress(boxes.flatten(0, 1), scores.flatten(0, 1), overlap=_OVERLAP, least=LEAST)
    place = rows[:, 0] * p + rows[:, 1]
    return Detections(
        boxes.reshape(-1, 4).index_select(0, place),
        scores.reshape(-1).index_select(0, place),
        rows[:, 0] % k,
        torch.div(rows[:, 0], k, rounding_mode="floor"),
    )
