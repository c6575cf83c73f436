"""The fitted model on top of the taps: several linear heads, the mean of their probabilities, calibrated once more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.calibration.calibration import Calibration, Parameters, Tail
from peel.calibration.mean import mean_of
from peel.heads.linear import Linear
from peel.heads.novelty import Novelty
from peel.heads.rows import Array


class TapAt(NamedTuple):
    """A tap of a branch."""

    branch: str
    tap: int


Vectors = Mapping[TapAt, NDArray[np.floating[Any]]]


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """One head with the tap that it reads, of whose vector it takes the first numbers, its calibration, and its weight in the mean."""

    at: TapAt
    calibration: Parameters
    linear: Linear
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Distance:
    """How unlike the training rows: the tap that it is measured at, one that a head reads too, and how."""

    at: TapAt
    novelty: Novelty

    def __call__(self, vectors: Vectors) -> Array:
        """(n,) distances from the vectors (n, d_t) of the taps in use."""
        return self.novelty(vectors[self.at][:, : len(self.novelty.basis)])


@dataclass(frozen=True, kw_only=True)
class Ensemble:
    """The mean of the heads' probabilities by `calibration`, whose `parameters` are those of the mean; what follows from that, and a distance, or none."""

    heads: tuple[Fitted, ...]
    calibration: Calibration
    parameters: Parameters
    tail: Tail | None = None
    distance: Distance | None = None

    @property
    def taps(self) -> list[TapAt]:
        """The taps in use, branch by branch from the input on."""
        branches = list(dict.fromkeys(head.at.branch for head in self.heads))
        return sorted(
            {h.at for h in self.heads}, key=lambda at: (branches.index(at.branch), at.tap)
        )

    @property
    def weights(self) -> list[float]:
        """How much each head counts."""
        return [head.weight for head in self.heads]

    def __call__(self, vectors: Vectors) -> Array:
        """(n, k) probabilities from the vectors (n, d_t) of every tap in use."""
        parts = []
        for head in self.heads:
            x = vectors[head.at][:, : len(head.linear.weight)]
            parts.append(self.calibration.apply(head.linear(x), head.calibration))
        scores = self.calibration.as_scores(mean_of(parts, self.weights))
        return self.calibration.apply(scores, self.parameters)
