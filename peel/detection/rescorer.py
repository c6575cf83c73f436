"""The second stage: what a box is worth as each class, and how it has to move, from what the maps hold inside it."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from peel.detection.regions import RegionRows

HIDDEN = 256
EPOCHS, _FEWEST_STEPS = (
    20,
    500,
)  # with few rows more epochs: 50 pictures gained 1.5 points by 40 of them
_BATCH = 512
_RATE, _DECAY = 1e-3, 1e-2
_DROPPED = 0.2
_MOVE_UNIT = 0.2  # so that moves and logits have about the same size
_COMPONENTS = 256
_ROWS_OF_PROJECTION = 10_000
_START = -2.0  # the logit of a box before anything is known: most are nothing
_WORTH_WEIGHT = 2.0
_SMOOTH = 0.3


class Projection(NamedTuple):
    """The principal components of standardised rows: components = rows (r, d) @ weight (d, p) + bias (p,)."""

    weight: Tensor
    bias: Tensor

    def __call__(self, rows: Tensor) -> Tensor:
        """(r, p)."""
        return rows @ self.weight + self.bias


class Rescorer(nn.Module):
    """Rows (r, d) in; what each is worth as each class (r, k), 0 to 1, and moves (r, k, 4) out."""

    def __init__(self, hidden: nn.Linear, out: nn.Linear) -> None:
        super().__init__()
        self.hidden, self.out = hidden, out
        self.k = out.out_features // 5

    def forward(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """One hidden layer."""
        logits, moves = _split(self.out(self.hidden(rows).relu()), self.k)
        return logits.sigmoid(), moves


def project(rows: Tensor) -> Projection:
    """The components in which rows are learnt from; labels are not asked, so all folds share it."""
    step = max(1, len(rows) // _ROWS_OF_PROJECTION)
    some = rows[::step]
    mean, scale = some.mean(0), some.std(0, correction=0).clamp(min=1e-3)
    scaled = (some - mean) / scale
    vectors = _directions(scaled.T @ scaled)
    weight = vectors[:, -_COMPONENTS:] / scale[:, None]
    weight = weight / float(((some - mean) @ weight).std(0, correction=0).mean().clamp(min=1e-6))
    return Projection(weight, -mean @ weight)


def _directions(squares: Tensor) -> Tensor:
    """The eigenvectors, that of the largest value last; in double precision where many channels that say nothing stop the single one."""
    try:
        _, vectors = torch.linalg.eigh(squares)
    except RuntimeError:
        _, vectors = torch.linalg.eigh(squares.double())
    found: Tensor = vectors.to(squares.dtype)
    return found


def train(rows: RegionRows, projection: Projection, *, seed: int) -> Rescorer:
    """A rescorer of rows that are components already; the projection becomes part of its first layer.

    What a box is worth is learnt by cross-entropy weighted by how far off the answer is, its moves by a smooth
    distance. AdamW, one cycle, 20 epochs or 500 steps: of 33,000 rows about 10 CPU seconds.
    """
    rng = torch.Generator().manual_seed(seed)
    k = rows.worth.shape[1]
    hidden, out = _started(rows.rows.shape[1], k, rng=rng)
    parameters = [*hidden.parameters(), *out.parameters()]
    steps = max(1, len(rows.rows) // _BATCH)
    epochs = max(EPOCHS, math.ceil(_FEWEST_STEPS / steps))
    optimiser = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=_DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, _RATE, total_steps=epochs * steps, pct_start=0.1
    )
    for _ in range(epochs):
        order = torch.randperm(len(rows.rows), generator=rng)
        for step in range(steps):
            batch = RegionRows(*(part[order[step::steps]] for part in rows))
            inner = _dropped(hidden(batch.rows).relu(), rng=rng)
            optimiser.zero_grad()
            _loss(out(inner), batch).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rate.step()
    return Rescorer(_folded(projection, hidden), out).requires_grad_(False).eval()  # noqa: FBT003


def _started(width: int, k: int, *, rng: torch.Generator) -> tuple[nn.Linear, nn.Linear]:
    hidden, out = nn.Linear(width, HIDDEN), nn.Linear(HIDDEN, 5 * k)
    with torch.no_grad():
        hidden.weight.normal_(0, (2 / width) ** 0.5, generator=rng)
        out.weight.normal_(0, 0.01, generator=rng)
        hidden.bias.zero_()
        out.bias.zero_()
        out.bias[:k] = _START
    return hidden, out


def _dropped(x: Tensor, *, rng: torch.Generator) -> Tensor:
    """Some numbers set to nothing, the others larger for it; by its own generator, so that a seed says all."""
    return x * (torch.rand(x.shape, generator=rng) >= _DROPPED) / (1 - _DROPPED)


def _loss(found: Tensor, batch: RegionRows) -> Tensor:
    logits, moves = _split(found, batch.worth.shape[1])
    off = (logits.sigmoid() - batch.worth).abs().detach()
    cross = nn.functional.binary_cross_entropy_with_logits(logits, batch.worth, reduction="none")
    distance = nn.functional.smooth_l1_loss(
        moves / _MOVE_UNIT, batch.moves / _MOVE_UNIT, reduction="none", beta=_SMOOTH
    )
    firm = batch.is_firm
    of_moves = (distance.sum(-1) * firm).sum() / firm.sum().clamp(min=1)
    return _WORTH_WEIGHT * (off * cross).sum() / len(found) + of_moves


def _split(found: Tensor, k: int) -> tuple[Tensor, Tensor]:
    return found[:, :k], torch.unflatten(found[:, k:], 1, (k, 4)) * _MOVE_UNIT


def _folded(projection: Projection, hidden: nn.Linear) -> nn.Linear:
    """The same as the projection and the layer after it, as one layer."""
    one = nn.Linear(len(projection.weight), hidden.out_features)
    with torch.no_grad():
        one.weight.copy_((projection.weight @ hidden.weight.T).T)
        one.bias.copy_(projection.bias @ hidden.weight.T + hidden.bias)
    return one
