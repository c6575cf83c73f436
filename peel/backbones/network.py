"""A pretrained network made ready for passes: its tap graph, the line of the ledger, and the key of its features."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import onnx

from peel import events, files
from peel.backbones import cut, registry, resize, weights
from peel.backbones.source import Trained, WeightSource
from peel.cache import Cache
from peel.images.digest import of_file
from peel.runtime.library import ort
from peel.types.backbone import Backbone, Weights
from peel.types.items import ImageSpec, Size

_EXPORTERS = ("onnx", "timm", "torch", "torchvision")
_DIGEST_BYTES = 32


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

    def cost(self, outputs: Sequence[str]) -> tuple[int, int]:
        """Parameters, and multiply-adds of one item, of the part that these taps need."""
        parameters, macs = cut.cost(cut.cut(self.model, outputs))
        return parameters, macs * self.image.frames

    def start(self, tap: int) -> int:
        """Where the vector of a tap begins in the row of all taps."""
        return sum(t.total for t in self.taps[:tap])


def prepare(name: str, *, size: Size, source: WeightSource, cache: Cache | None = None) -> Network:
    """The network `name` at a size; its tap graph is exported, or taken from `cache` where all that made it is the same."""
    backbone = registry.find(name)
    image = backbone.image.model_copy(update={"size_px": size.px, "frames": size.frames})
    _, ledger = weights.ledger(backbone, folder=source.folder, download=source.download)
    if not ledger.sha256:
        message = (
            "NO PRETRAINED WEIGHTS: the numbers of the network are random, expect a far lower score"
        )
        events.warn(message)
    made_of = _inputs(backbone, ledger, size=size, trained=source.trained)
    kept = cache.root / "networks" / f"{made_of}.onnx" if cache else None
    graph = _kept(kept) if kept else b""
    if not graph:
        graph = _export(backbone, image, source=source)
        if kept:
            files.write_bytes(kept, hashlib.sha256(graph).digest() + graph)
    return Network(
        backbone=backbone,
        image=image,
        weights=ledger,
        graph=graph,
        key=_key(graph, resize.graph(size)),
        taps=tuple(cut.layout(onnx.load_from_string(graph))),
    )


def _export(backbone: Backbone, image: ImageSpec, *, source: WeightSource) -> bytes:
    """PyTorch is imported here and not above: it takes seconds, and who has the graph needs none of it."""
    try:
        from peel.backbones.loading import load
        from peel.backbones.taps import tapped
        from peel.backbones.writing import to_onnx
    except ImportError as error:
        raise registry.cannot_build(error) from error
    network, _ = load(backbone, source)
    return to_onnx(tapped(backbone, network, image=image), image.size_px)


def _inputs(backbone: Backbone, ledger: Weights, *, size: Size, trained: Trained | None) -> str:
    """The digest of all that a tap graph is made of: record, size, weights, libraries, and the code of peel.backbones."""
    digest = hashlib.sha256(f"{backbone.to_json()} {size} {ledger.sha256}".encode())
    if trained:
        digest.update(f" {of_file(trained.file)} {trained.blend}".encode())
    for library in _EXPORTERS:
        digest.update(f" {library} {version(library)}".encode())
    for path in sorted(Path(cut.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _kept(path: Path) -> bytes:
    """A graph from the cache; nothing where there is none, or where it is not what was kept."""
    data = path.read_bytes() if path.is_file() else b""
    with contextlib.suppress(OSError):
        os.utime(path)  # so that the cache knows what was used last
    digest, graph = data[:_DIGEST_BYTES], data[_DIGEST_BYTES:]
    return graph if hashlib.sha256(graph).digest() == digest else b""


def _key(*graphs: bytes) -> str:
    """The digest of what computes the features: the graphs, and who runs them."""
    return hashlib.sha256(b"".join((*graphs, ort.__version__.encode()))).hexdigest()
