"""Where the weights of a network come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Trained:
    """Weights that were trained here, as .safetensors with the tensors that changed, and their share in the mixture."""

    file: Path
    blend: float


@dataclass(frozen=True, kw_only=True)
class WeightSource:
    """Where pretrained weights are looked for, and what is mixed into them."""

    folder: Path | None = None
    download: bool = False
    trained: Trained | None = None
