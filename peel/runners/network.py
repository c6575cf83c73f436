"""A pretrained network made ready for passes: its tap graph, the line of the ledger, and the key of its features."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import onnx

from peel import events
from peel.backbones import cut, registry, resize, weights
from peel.backbones.taps import tapped
from peel.backbones.writing import to_onnx
from peel.runtime.library import ort
from peel.types.backbone import Backbone, Weights
from peel.types.items import ImageSpec


@dataclass(frozen=True, kw_only=True)
class Network:
    """`graph` is the serialised tap network; `key` changes with all that its numbers depend on."""

    backbone: Backbone
    image: ImageSpec
    weights: Weights
    graph: bytes
    key: str
    taps: tuple[cut.Tap, ...]

    @property
    def model(self) -> onnx.ModelProto:
        """The graph, parsed."""
        return onnx.load_from_string(self.graph)

    def start(self, tap: int) -> int:
        """Where the vector of a tap begins in the row of all taps."""
        return sum(t.total for t in self.taps[:tap])


@dataclass(frozen=True, kw_only=True)
class Weighing:
    """Where weights are looked for."""

    folder: Path | None = None
    download: bool = False


def prepare(name: str, *, size_px: int, weighing: Weighing) -> Network:
    """The network `name` at `size_px`, its tap graph exported anew: what was changed cannot be missed."""
    backbone = registry.find(name)
    image = backbone.image.model_copy(update={"size_px": size_px})
    network, ledger = weights.load(backbone, folder=weighing.folder, download=weighing.download)
    if not ledger.sha256:
        message = (
            "NO PRETRAINED WEIGHTS: the numbers of the network are random, expect a far lower score"
        )
        events.emit("warning", message=message)
    graph = to_onnx(tapped(backbone, network, image=image), size_px)
    return Network(
        backbone=backbone,
        image=image,
        weights=ledger,
        graph=graph,
        key=_key(graph, resize.graph(size_px)),
        taps=tuple(cut.layout(onnx.load_from_string(graph))),
    )


def _key(*graphs: bytes) -> str:
    """The digest of what computes the features: the graphs, and who runs them."""
    return hashlib.sha256(b"".join((*graphs, ort.__version__.encode()))).hexdigest()
