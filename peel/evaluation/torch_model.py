"""The model before it was exported: PyTorch and the heads in double precision, which the file must equal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from peel.backbones import registry
from peel.backbones.loading import load as load_network
from peel.backbones.taps import TapNetwork, tapped
from peel.runners.place import Place
from peel.training.ensemble import Ensemble, TapAt, Vectors
from peel.types.model import Branch, Choice
from peel.types.output import Output


class TorchModel:
    """Resized pixels of each branch in, outputs out; no ONNX on its way."""

    def __init__(
        self,
        networks: Mapping[str, TapNetwork],
        heads: Ensemble,
        *,
        outputs: tuple[Output, ...],
    ) -> None:
        """`outputs` are those of the file: the kind's, and the distance where the heads have one."""
        channels_last = torch.channels_last
        self.networks = {n: net.to(memory_format=channels_last) for n, net in networks.items()}
        self.heads, self.outputs = heads, outputs

    def __call__(self, pixels: Mapping[str, NDArray[np.float32]]) -> dict[str, NDArray[Any]]:
        """The outputs by name for (n, 3, s, s) float32 pixels in 0..255 by branch."""
        vectors = self._vectors(pixels)
        first, *others = self.outputs
        p = self.heads(vectors)
        answered = {first.name: p}
        if self.heads.tail:
            answered |= self.heads.tail(p)
        if self.heads.distance:
            answered[others[-1].name] = self.heads.distance(vectors)
        return answered

    def _vectors(self, pixels: Mapping[str, NDArray[np.float32]]) -> Vectors:
        found: dict[TapAt, NDArray[np.floating[Any]]] = {}
        for name, network in self.networks.items():
            images = torch.from_numpy(pixels[name]).contiguous(memory_format=torch.channels_last)
            with torch.no_grad():
                vectors = network(images)
            own = [at for at in self.heads.taps if at.branch == name]
            found |= {TapAt(name, at.tap): vectors[at.tap].numpy() for at in own}
        return found


def load(
    choice: Choice, heads: Ensemble, *, outputs: tuple[Output, ...], place: Place
) -> TorchModel:
    """The model of a file with these heads."""
    networks = {branch.name: _network(branch, place) for branch in choice.branches}
    return TorchModel(networks, heads, outputs=outputs)


def _network(branch: Branch, place: Place) -> TapNetwork:
    backbone = registry.find(branch.backbone)
    network, _ = load_network(backbone, place.weights_of(branch))
    return tapped(backbone, network, image=branch.image)
