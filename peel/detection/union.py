"""Two first stages side by side: what either proposes is judged by one second stage."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from peel.detection.peaks import Peaks
from peel.detection.proposer import Proposer


class Union(nn.Module):
    """Maps in; the boxes (n, 2 kept, 4) of both, turn about, and their scores (n, 2 kept) out; peaks give as many as ridge does."""

    def __init__(self, ridge: Proposer, peaks: Peaks) -> None:
        super().__init__()
        self.ridge, self.peaks = ridge, peaks
        peaks.kept = ridge.kept
        self.k, self.frame, self.window = ridge.k, ridge.frame, ridge.window

    def forward(self, maps: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """Their scores are no two of a kind: they only say which boxes are there."""
        (boxes, score), (others, theirs) = self.ridge(maps), self.peaks(maps)
        both = torch.stack([boxes, others], 2).flatten(1, 2)
        return both, torch.stack([score, theirs], 2).flatten(1, 2)
