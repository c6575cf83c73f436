"""The fitted model on top of the taps: several linear heads, the mean of their probabilities, one temperature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from peel.calibration import softmax
from peel.heads.classes import Array
from peel.heads.linear import Linear
from peel.heads.novelty import Novelty


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """One head with the tap that it reads, of whose vector it takes the first numbers."""

    tap: int
    temperature: float
    linear: Linear


@dataclass(frozen=True, kw_only=True)
class Distance:
    """How unlike the training rows: the tap that it is measured at, one that a head reads too, and how."""

    tap: int
    novelty: Novelty

    def __call__(self, vectors: Mapping[int, NDArray[np.floating]]) -> Array:
        """(n,) distances from the vectors (n, d_t) of the taps in use."""
        return self.novelty(vectors[self.tap][:, : len(self.novelty.basis)])


@dataclass(frozen=True, kw_only=True)
class Ensemble:
    """The mean of the heads' probabilities, sharpened or softened by `temperature`; beside it a distance, or none."""

    heads: tuple[Fitted, ...]
    temperature: float
    distance: Distance | None = None

    @property
    def taps(self) -> list[int]:
        """The taps in use, from the input on."""
        return sorted({head.tap for head in self.heads})

    def __call__(self, vectors: Mapping[int, NDArray[np.floating]]) -> Array:
        """(n, k) probabilities from the vectors (n, d_t) of every tap in use."""
        parts = []
        for head in self.heads:
            x = vectors[head.tap][:, : len(head.linear.weight)]
            parts.append(softmax.probabilities(head.linear(x), head.temperature))
        return softmax.probabilities(softmax.as_scores(softmax.mean_of(parts)), self.temperature)
