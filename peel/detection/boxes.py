"""Boxes as tensors: left, top, right, bottom in pixels of the frame."""

from __future__ import annotations

import torch
from torch import Tensor

_SMALLEST_PX = 1.0
_MOST_MOVED = 1.0  # by its own side, and e-fold in size


def sides(boxes: Tensor) -> Tensor:
    """(..., 2) widths and heights, at least one pixel."""
    return (boxes[..., 2:] - boxes[..., :2]).clamp(min=_SMALLEST_PX)


def centres(boxes: Tensor) -> Tensor:
    """(..., 2) of boxes (..., 4)."""
    return (boxes[..., 2:] + boxes[..., :2]) / 2


def around(middle: Tensor, size: Tensor) -> Tensor:
    """(..., 4) boxes of these centres and sides (..., 2)."""
    return torch.cat([middle - size / 2, middle + size / 2], -1)


def moved(boxes: Tensor, moves: Tensor) -> Tensor:
    """Boxes (..., 4) moved by `moves` (..., 4): shifts in own sides, and logarithms of what the sides are multiplied by."""
    limited, size = moves.clamp(-_MOST_MOVED, _MOST_MOVED), sides(boxes)
    return around(centres(boxes) + limited[..., :2] * size, size * limited[..., 2:].exp())


def moves(boxes: Tensor, wanted: Tensor) -> Tensor:
    """What moves boxes to the wanted ones, both (..., 4); `moved` is its inverse within its limits."""
    size = sides(boxes)
    shift = (centres(wanted) - centres(boxes)) / size
    return torch.cat([shift, (sides(wanted) / size).log()], -1)


def clipped(boxes: Tensor, window: Tensor) -> Tensor:
    """Boxes (..., 4) cut to windows (..., 2), height and width of the picture inside the frame; leading axes broadcast."""
    end = window.flip(-1)
    corners = [torch.minimum(corner.clamp(min=0), end) for corner in torch.split(boxes, 2, -1)]
    return torch.cat(corners, -1)


def shared(boxes: Tensor, others: Tensor) -> Tensor:
    """(m, l) intersection over union of boxes (m, 4) and (l, 4)."""
    common = _common(boxes, others)
    area, other = _area(boxes)[:, None], _area(others)[None]
    return common / (area + other - common).clamp(min=1e-9)


def covered(boxes: Tensor, others: Tensor) -> Tensor:
    """(m, l) which share of each box (m, 4) lies in the others (l, 4)."""
    return _common(boxes, others) / _area(boxes)[:, None].clamp(min=1e-9)


def _common(boxes: Tensor, others: Tensor) -> Tensor:
    corner = torch.maximum(boxes[:, None, :2], others[None, :, :2])
    end = torch.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return (end - corner).clamp(min=0).prod(-1)


def _area(boxes: Tensor) -> Tensor:
    return (boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(-1)
