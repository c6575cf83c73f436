"""A pretrained network made ready for passes: its tap graph, the line of the ledger, and the key of its features."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import onnx
import onnxruntime
import torch

from peel import events
from peel.backbones import cut, registry, weights
from peel.backbones.taps import tapped
from peel.cache import Cache
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


def prepare(name: str, *, size_px: int, weighing: Weighing, cache: Cache) -> Network:
    """The network `name` at `size_px`; its graph is exported once and kept in the cache."""
    backbone = registry.find(name)
    image = backbone.image.model_copy(update={"size_px": size_px})
    network, ledger = weights.load(backbone, folder=weighing.folder, download=weighing.download)
    if backbone.name == "random":
        events.emit(
            "warning",
            message="NO PRETRAINED WEIGHTS: the network's numbers are random, expect a far lower score",
        )
    versions = (
        f"{cut.GRAPH_VERSION} torch {torch.__version__} onnxruntime {onnxruntime.__version__}"
    )
    text = f"{backbone.to_json()}{image.to_json()}{ledger.sha256} {versions}"
    key = hashlib.sha256(text.encode()).hexdigest()
    graph = cache.get_bytes(f"{key}.onnx")
    if graph is None:
        graph = cut.to_onnx(tapped(backbone, network, image), size_px)
        cache.put_bytes(f"{key}.onnx", graph)
    taps = tuple(cut.layout(onnx.load_from_string(graph)))
    return Network(backbone=backbone, image=image, weights=ledger, graph=graph, key=key, taps=taps)
