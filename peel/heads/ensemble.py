"""The fitted model on top of the taps: several linear heads, the mean of their probabilities, one temperature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from peel import files
from peel.heads import mean
from peel.heads.classes import Array
from peel.heads.linear import Linear
from peel.heads.span import Scaling


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """One head with the tap that it reads, of whose vector it takes the first numbers."""

    tap: int
    temperature: float
    linear: Linear


@dataclass(frozen=True, kw_only=True)
class Ensemble:
    """The mean of the heads' probabilities, sharpened or softened by `temperature`."""

    heads: tuple[Fitted, ...]
    temperature: float

    @property
    def taps(self) -> list[int]:
        """The taps in use, from the input on."""
        return sorted({head.tap for head in self.heads})

    def __call__(self, vectors: Mapping[int, NDArray[np.floating]]) -> Array:
        """(n, k) probabilities from the vectors (n, d_t) of every tap in use."""
        parts = []
        for head in self.heads:
            x = vectors[head.tap][:, : len(head.linear.weight)]
            parts.append(mean.probabilities(head.linear(x), head.temperature))
        return mean.probabilities(mean.as_scores(mean.mean_of(parts)), self.temperature)


def save(ensemble: Ensemble, path: Path) -> None:
    """Write the heads as .npz: the same heads, the same bytes."""
    arrays: dict[str, Any] = {"temperature": np.float64(ensemble.temperature)}
    for i, head in enumerate(ensemble.heads):
        arrays |= {
            f"{i:02d}_tap": np.int64(head.tap),
            f"{i:02d}_temperature": np.float64(head.temperature),
            f"{i:02d}_mean": head.linear.scaling.mean,
            f"{i:02d}_scale": head.linear.scaling.scale,
            f"{i:02d}_weight": head.linear.weight,
            f"{i:02d}_bias": head.linear.bias,
        }
    buffer = BytesIO()
    np.savez(buffer, **arrays)
    files.write_bytes(path, buffer.getvalue())


def read(path: Path) -> Ensemble:
    """The heads that `save` wrote."""
    with np.load(path, allow_pickle=False) as z:
        numbers = sorted({name[:2] for name in z.files if name != "temperature"})
        heads = tuple(
            Fitted(
                tap=int(z[f"{i}_tap"]),
                temperature=float(z[f"{i}_temperature"]),
                linear=Linear(
                    scaling=Scaling(mean=z[f"{i}_mean"], scale=z[f"{i}_scale"]),
                    weight=z[f"{i}_weight"],
                    bias=z[f"{i}_bias"],
                ),
            )
            for i in numbers
        )
        return Ensemble(heads=heads, temperature=float(z["temperature"]))
