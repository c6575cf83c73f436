"""The second stage's view: what the maps hold inside a box, and what is true of the box."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor
from torchvision.ops import roi_align

from peel.backbones.dense import STRIDES
from peel.detection import boxes as of
from peel.detection.goals import Goal

GRIDS = (3, 3, 1)  # cells a side that are read of each map, of which there may be fewer
_SAMPLES = 2
_UNIT_PX = 64.0
_LOW, _HIGH = 0.3, 0.9  # overlaps from which on a box is worth something, and everything
_FIRM = 0.4  # from which overlap on moves are learnt
_UNSAID = 0.5  # share of a box in a region of which nothing is said


class RegionRows(NamedTuple):
    """Boxes as rows (r, d), what each is worth as each class (r, k), moves to the nearest object of it (r, k, 4), and overlaps with it (r, k)."""

    rows: Tensor
    worth: Tensor
    moves: Tensor
    overlap: Tensor

    @property
    def is_firm(self) -> Tensor:
        """(r, k) whether the moves teach anything."""
        return self.overlap > _FIRM


def width(widths: Sequence[int]) -> int:
    """Numbers of a row, d, for maps of these widths."""
    return sum(w * grid**2 for w, grid in zip(widths, GRIDS, strict=False)) + 4


def pooled(maps: Sequence[Tensor], boxes: Tensor) -> Tensor:
    """(n k, d) what the maps of n pictures hold in their boxes (n, k, 4): cells of each map, and the logarithms of the sides."""
    n, k = boxes.shape[:2]
    image = torch.arange(n, dtype=boxes.dtype)[:, None, None].expand(-1, k, -1)
    places = torch.cat([image, boxes], -1).reshape(-1, 5)
    views = [
        roi_align(x, places, (grid, grid), 1 / stride, _SAMPLES, aligned=True).flatten(1)
        for x, grid, stride in zip(maps, GRIDS, STRIDES, strict=False)
    ]
    logs = (of.sides(boxes.reshape(-1, 4)) / _UNIT_PX).log()
    return torch.cat([*views, logs, logs * logs], 1)


def judged(rows: Tensor, boxes: Tensor, *, goal: Goal, k: int) -> RegionRows:
    """The rows of boxes (r, 4) of one picture with what is true of them; those on regions of which nothing is said are left out."""
    overlap, moves = torch.zeros(len(boxes), k), torch.zeros(len(boxes), k, 4)
    for label in torch.unique(goal.classes).tolist():
        objects = goal.boxes[goal.classes == label]
        overlap[:, label], nearest = of.shared(boxes, objects).max(1)
        moves[:, label] = of.moves(boxes, objects[nearest])
    worth = ((overlap - _LOW) / (_HIGH - _LOW)).clamp(0, 1)
    found = RegionRows(rows, worth, moves, overlap)
    if not len(goal.unsaid):
        return found
    unsaid = of.covered(boxes, goal.unsaid).amax(1) > _UNSAID
    said = ~unsaid | (overlap.amax(1) > _UNSAID)
    return RegionRows(*(part[said] for part in found))


def joined(parts: Sequence[RegionRows]) -> RegionRows:
    """Rows of several pictures, one after the other."""
    return RegionRows(*(torch.cat(each) for each in zip(*parts, strict=True)))
