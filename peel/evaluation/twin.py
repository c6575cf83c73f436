"""The model before it was exported: PyTorch and the heads in double precision, which the file must equal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from peel import files
from peel.backbones import registry
from peel.backbones.loading import load as load_network
from peel.backbones.network import Weighing
from peel.backbones.taps import TapNetwork, tapped
from peel.heads import ensemble
from peel.training import heads_file, sealed
from peel.types.model import Choice


class Twin:
    """Resized pixels in, probabilities out; no ONNX on its way."""

    def __init__(self, network: TapNetwork, heads: ensemble.Ensemble) -> None:
        self.network: TapNetwork = network.to(memory_format=torch.channels_last)
        self.heads = heads

    def __call__(self, pixels: NDArray[np.float32]) -> NDArray[np.float64]:
        """(n, k) probabilities of (n, 3, s, s) float32 pixels in 0..255."""
        return self.heads(self._vectors(pixels))

    def distances(self, pixels: NDArray[np.float32]) -> NDArray[np.float64] | None:
        """(n,) distances to the training pictures, where the model has any."""
        return self.heads.distance(self._vectors(pixels)) if self.heads.distance else None

    def _vectors(self, pixels: NDArray[np.float32]) -> dict[int, NDArray[np.float32]]:
        images = torch.from_numpy(pixels).contiguous(memory_format=torch.channels_last)
        with torch.no_grad():
            vectors = self.network(images)
        return {tap: vectors[tap].numpy() for tap in self.heads.taps}


def load(choice: Choice, trained: Path, *, weighing: Weighing) -> Twin:
    """The twin of the file in the folder `trained`; raises P604 where that was damaged since."""
    sealed.check(trained, files.read_json(trained / sealed.FACTS))
    backbone = registry.find(choice.backbone)
    network, _ = load_network(backbone, folder=weighing.folder, download=weighing.download)
    return Twin(
        tapped(backbone, network, image=choice.image), heads_file.read(trained / heads_file.HEADS)
    )
