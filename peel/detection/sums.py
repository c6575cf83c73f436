"""Ridge regression from sums over rows: sums add, so that what a fold brought in is left out exactly."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from typing import NamedTuple

import torch
from torch import Tensor

_SCALE_FLOOR = 1e-3
_ROUNDING = 1e-5  # of its mean: a feature that varies by less is constant


class Affine(NamedTuple):
    """Outputs = rows (n, d) @ weight (d, k) + bias (k,), float32."""

    weight: Tensor
    bias: Tensor

    def __call__(self, rows: Tensor) -> Tensor:
        """(n, k)."""
        return rows @ self.weight + self.bias


class Sums(NamedTuple):
    """Products of rows with a one at their end, `squares` (d + 1, d + 1), and with their targets, `moments` (d + 1, k), float64."""

    squares: Tensor
    moments: Tensor

    @property
    def n(self) -> float:
        """Rows, counted by their weights."""
        return float(self.squares[-1, -1])


def of(rows: Tensor, targets: Tensor, *, weights: Tensor | None = None) -> Sums:
    """The sums of rows (n, d) with targets (n, k) and weights (n,); O(n d^2)."""
    wide = torch.cat([rows, torch.ones_like(rows[:, :1])], 1).double()
    weighed = wide if weights is None else wide * weights[:, None]
    return Sums(weighed.T @ wide, weighed.T @ targets.double())


def total(parts: Iterable[Sums]) -> Sums:
    """The sums of all rows together."""
    return functools.reduce(
        lambda a, b: Sums(*map(operator.add, a, b)),
        parts,
    )


def solve(sums: Sums, shrinkage: float) -> Affine:
    """The ridge of these rows; the penalty is `shrinkage` of a standardised feature's mean square. O(d^3).

    Without rows it is nothing everywhere.
    """
    count = max(sums.n, 1e-9)
    mean, middle = sums.squares[-1, :-1] / count, sums.moments[-1] / count
    spread = sums.squares[:-1, :-1] / count - torch.outer(mean, mean)
    scale = spread.diagonal().clamp(min=1e-12).sqrt()
    floor = max(1e-6, _SCALE_FLOOR * float(scale.median()))
    scale = scale.maximum(_ROUNDING * mean.abs()).clamp(min=floor)
    scaled = spread / torch.outer(scale, scale)
    one = max(float(scaled.diagonal().mean()), 1e-6)
    moment = (sums.moments[:-1] / count - torch.outer(mean, middle)) / scale[:, None]
    root = torch.linalg.cholesky(scaled + shrinkage * one * torch.eye(len(scale)).double())
    weight = torch.cholesky_solve(moment, root) / scale[:, None]
    return Affine(weight.float(), (middle - mean @ weight).float())
