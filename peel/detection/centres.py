"""The first stage: ridge regression on every cell of the maps says what has its centre there and how large it is.

Its sums are kept by fold, so that proposals for a picture come from a model that did not see it at no cost but a solve.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from peel.detection import sums
from peel.detection.goals import Goal
from peel.detection.sums import Affine, Sums

STRIDE = 8
UNIT_PX = 32.0  # sides are logarithms of shares of it
_SPREAD = 0.25  # of the own side: standard deviation of the bump around a centre
_ON, _NEAR, _OFF = 0.5, 0.3, 0.05
# Cells of a picture that are neither on an object nor off all, and off all; of a large frame more.
_BETWEEN, _BACKGROUND, _CELLS = 60, 80, 4800
_SHRINKAGE = 1e-2
_GAIN_FLOOR = 0.05


class CellRows(NamedTuple):
    """Cells of one picture: rows (r, d), how near a centre of each class they are (r, k), moves to its box (r, k, 4)."""

    rows: Tensor
    heat: Tensor
    moves: Tensor


class CentreSums(NamedTuple):
    """Sums of a fold: of the heat, and of the moves of each class over the cells near its centres."""

    heat: Sums
    moves: tuple[Sums, ...]


class Centres(NamedTuple):
    """Heat (k) and moves (4 k) as one affine map of a cell's numbers."""

    affine: Affine
    k: int


def joined(maps: Sequence[Tensor]) -> Tensor:
    """(n, d, h, w) the maps side by side at stride 8."""
    size = [int(side) for side in maps[0].shape[2:]]
    return torch.cat([upsampled(x, size) for x in maps], 1)


def upsampled(x: Tensor, size: Sequence[int]) -> Tensor:
    """A map (n, c, ., .) at another size, linear between cells."""
    return nn.functional.interpolate(x, size=tuple(size), mode="bilinear", align_corners=False)


def rows(maps: Sequence[Tensor], goal: Goal, *, k: int, rng: torch.Generator) -> CellRows:
    """The cells of one picture from which something is learnt: all on objects, some between, some off all."""
    cells = joined(maps)[0]
    height, width = cells.shape[1:]
    heat, owner = bumps(goal, (height, width), k=k)
    nearest = heat.amax(1)
    nearest[_is_unsaid(goal, (height, width))] = -1
    off, between = (nearest >= 0) & (nearest <= _OFF), (nearest > _OFF) & (nearest <= _ON)
    times = max(1, height * width // _CELLS)
    some = [_some(between, times * _BETWEEN, rng=rng), _some(off, times * _BACKGROUND, rng=rng)]
    chosen = torch.cat([(nearest > _ON).nonzero()[:, 0], *some])
    return CellRows(
        cells.flatten(1).T[chosen],
        heat[chosen],
        _moves(goal, owner[chosen], middle=middles(height, width)[chosen]),
    )


def middles(height: int, width: int) -> Tensor:
    """(height x width, 2) x and y of the cells' middles in pixels of the frame."""
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return (torch.stack([x, y], -1).reshape(-1, 2) + 0.5) * STRIDE


def bumps(goal: Goal, shape: tuple[int, int], *, k: int) -> tuple[Tensor, Tensor]:
    """How near each cell is to a centre of each class (h w, k), 1 in its cell, and which object that is, -1 for none."""
    heat, owner = torch.zeros(shape[0] * shape[1], k), torch.full((shape[0] * shape[1], k), -1)
    at = middles(*shape)
    for number, (box, label) in enumerate(zip(goal.boxes, goal.classes.tolist(), strict=True)):
        last = torch.tensor([shape[1] - 1, shape[0] - 1])
        cell = ((box[:2] + box[2:]) / 2 / STRIDE).floor().clamp(min=0).minimum(last)
        distance = (at - (cell + 0.5) * STRIDE) / (_SPREAD * (box[2:] - box[:2]))
        bump = (-0.5 * distance.square().sum(1)).exp()
        is_nearer = bump > heat[:, label]
        heat[is_nearer, label] = bump[is_nearer]
        owner[is_nearer, label] = number
    return heat, owner


def add(cells: CellRows, *, weights: Tensor) -> CentreSums:
    """The sums of one picture; cells near a class weigh as the class does."""
    nearest, label = cells.heat.max(1)
    weight = torch.where(nearest > _OFF, weights[label], torch.ones_like(nearest))
    near = [cells.heat[:, c] > _NEAR for c in range(cells.heat.shape[1])]
    return CentreSums(
        sums.of(cells.rows, cells.heat, weights=weight),
        tuple(sums.of(cells.rows[on], cells.moves[on, c]) for c, on in enumerate(near)),
    )


def total(parts: Sequence[CentreSums]) -> CentreSums:
    """The sums of several folds together."""
    return CentreSums(
        sums.total(part.heat for part in parts),
        tuple(sums.total(each) for each in zip(*(part.moves for part in parts), strict=True)),
    )


def fit(learnt: CentreSums) -> Centres:
    """The model of these sums; the heat of each class is scaled to a mean of 1 near its centres, so that classes compete fairly."""
    heat = sums.solve(learnt.heat, _SHRINKAGE)
    means = torch.stack([_mean_row(each) for each in learnt.moves])
    score = (means * heat.weight.T).sum(1) + heat.bias
    gain = 1 / score.clamp(min=_GAIN_FLOOR)
    moves = [sums.solve(each, _SHRINKAGE) for each in learnt.moves]
    weight = torch.cat([heat.weight * gain, *(m.weight for m in moves)], 1)
    bias = torch.cat([heat.bias * gain, *(m.bias for m in moves)])
    return Centres(Affine(weight, bias), len(moves))


def _mean_row(each: Sums) -> Tensor:
    return (each.squares[-1, :-1] / max(each.n, 1.0)).float()


def _is_unsaid(goal: Goal, shape: tuple[int, int]) -> Tensor:
    """(h w,) whether a cell lies in a region of which nothing is said."""
    at = middles(*shape)[:, None]
    inside = (at >= goal.unsaid[None, :, :2]) & (at <= goal.unsaid[None, :, 2:])
    return inside.all(-1).any(-1)


def _some(mask: Tensor, most: int, *, rng: torch.Generator) -> Tensor:
    places = mask.nonzero()[:, 0]
    return places[torch.randperm(len(places), generator=rng)[:most]]


def _moves(goal: Goal, owner: Tensor, *, middle: Tensor) -> Tensor:
    """(r, k, 4) from the middle of a cell to the object that owns it, of shifts in cells and logarithms of the sides."""
    if not len(goal.boxes):
        return torch.zeros(*owner.shape, 4)
    box = goal.boxes[owner.clamp(min=0)]
    shift = ((box[..., :2] + box[..., 2:]) / 2 - middle[:, None]) / STRIDE
    size = (box[..., 2:] - box[..., :2]).clamp(min=1) / UNIT_PX
    return torch.cat([shift, size.log()], -1)
