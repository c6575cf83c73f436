"""How pictures are looked at as a whole: a network at one frame, and what is learnt from its maps of the training pictures."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
from numpy.typing import NDArray

from peel import events, files
from peel.backbones import dense as maps_at
from peel.backbones import registry
from peel.backbones.loading import load
from peel.backbones.taps import tapped
from peel.detection import frame as frames
from peel.detection import kept, maps
from peel.detection import sight as sights
from peel.detection.detector import Detector
from peel.detection.frame import Frame
from peel.detection.learn import Material
from peel.images import shards
from peel.metrics.boxes import Truth
from peel.runners.place import Place
from peel.split.items import Items
from peel.types.backbone import Backbone, Weights
from peel.types.label_space import LabelSpace
from peel.types.sample import Sample

FRAME, PEAKS = "frame", "peaks"  # in the decision of a label space


@dataclass(frozen=True, kw_only=True)
class Sight:
    """A network that gives maps of pictures in a frame; `key` changes with all that its numbers depend on."""

    backbone: Backbone
    weights: Weights
    network: maps_at.DenseNetwork
    graph: onnx.ModelProto
    frame: Frame
    key: str

    @property
    def fill(self) -> float:
        """The level around a picture: what the network takes for nothing."""
        return float(np.mean(self.backbone.image.mean))

    @property
    def bare(self) -> sights.Sight:
        """The same as learning and writing want it: without the weights' ledger and the key."""
        return sights.Sight(self.graph, tuple(self.network.widths), self.frame, self.fill)


class Lesson(NamedTuple):
    """The training pictures: where they lie, what is in them (k classes), and their folds."""

    samples: Sequence[Sample]
    truths: Sequence[Truth]
    folds: NDArray[np.int64]
    k: int


def sight(name: str, frame: Frame, *, place: Place, to: int | None = None) -> Sight:
    """The network `name` at a frame, with its maps to this depth."""
    backbone = registry.find(name)
    network, ledger = load(backbone, place.weights)
    seen = maps_at.DenseNetwork(tapped(backbone, network, image=backbone.image), to=to)
    graph = maps_at.to_onnx(seen, frame)
    key = hashlib.sha256(graph.SerializeToString(deterministic=True)).hexdigest()
    return Sight(backbone=backbone, weights=ledger, network=seen, graph=graph, frame=frame, key=key)


def frames_of(lesson: Lesson, place: Place) -> list[Frame]:
    """The frame that the training pictures ask for, and a larger one where their small objects are too small in it."""
    sizes = [(one.shape[0], one.shape[1]) for one in _pictures(lesson, place, name="sizes")]
    usual = frames.choose(sizes, lesson.truths)
    larger = frames.larger(sizes, lesson.truths, usual=usual)
    return [usual] if larger is None else [usual, larger]


@contextmanager
def looked(lesson: Lesson, seen: Sight, *, place: Place) -> Iterator[Material]:
    """What is learnt from: each picture was looked at once; the maps are on disk until the end of the context."""
    with tempfile.TemporaryDirectory(dir=_room(place), prefix="maps-") as folder:
        file = maps.MapFile(Path(folder), n=len(lesson.samples), sight=seen.bare)
        pictures = _pictures(lesson, place, name="one pass")
        sizes = maps.fill_in(file, pictures, look=seen.bare.look())
        yield Material(file, sizes, lesson.truths, lesson.folds, lesson.k)


def key_of(seen: Sight, items: Items, *, space: LabelSpace) -> str:
    """The digest of all that a detector is learnt from."""
    made_of = [seen.key, items.digest(), *space.names, *map(str, items.folds.tolist())]
    made_of += [f"{PEAKS} {steps_of(space)}"] if steps_of(space) else []
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


def steps_of(space: LabelSpace) -> int:
    """For how many steps the convolutional head of the detector has learnt; 0 where there is none."""
    return int(space.decision.get(PEAKS, 0))


def keep(detector: Detector, place: Place, *, key: str) -> None:
    """Put the detector into the cache under what made it, so that train need not learn it again."""
    files.write_bytes(_path(place, key), pack(kept.arrays(detector)))


def find(place: Place, *, key: str) -> Detector | None:
    """The detector that was made of the same, if it is still there and whole."""
    path = _path(place, key)
    return unpack(path.read_bytes()) if path.is_file() else None


def pack(arrays: dict[str, NDArray[Any]]) -> bytes:
    """Arrays as .npz."""
    buffer = BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def unpack(data: bytes) -> Detector:
    """The detector of an .npz; nothing in it is executed."""
    with np.load(BytesIO(data), allow_pickle=False) as file:
        return kept.detector({name: file[name] for name in file.files})


def maps_of(seen: Sight, pixels: NDArray[np.float32]) -> list[torch.Tensor]:
    """The maps of pixels in the frame (n, 3, H, W), by PyTorch."""
    with torch.no_grad():
        return list(seen.network(torch.from_numpy(pixels)))


def _pictures(lesson: Lesson, place: Place, *, name: str) -> Iterator[NDArray[np.uint8]]:
    told = events.track(lesson.samples, total=len(lesson.samples), name=name)
    for sample in told:
        yield shards.read_pixels(place.shards, sample._asdict()).pixels


def _room(place: Place) -> Path:
    place.cache.root.mkdir(parents=True, exist_ok=True)
    return place.cache.root


def _path(place: Place, key: str) -> Path:
    return place.cache.root / "detectors" / f"{key}.npz"
