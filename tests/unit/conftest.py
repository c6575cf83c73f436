"""A small real training: 48 made pictures of two kinds, EfficientNet-Lite0 at 64 px, five heads."""

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from peel.backbones.network import Weighing
from peel.cache import Cache
from peel.evaluation import twin
from peel.heads.classes import Classes
from peel.images import digest, shards
from peel.images.decode import decode
from peel.problem import find, find_learner
from peel.search.job import Job as SearchJob
from peel.search.trial import Rows
from peel.training import train
from peel.types.model import Choice
from peel.types.sample import Sample
from tests.unit.bundle.conftest import Maker, onnx_bytes


class World(NamedTuple):
    folder: Path
    samples: list[Sample]
    labels: list[str]
    choice: Choice
    job: train.Job
    search: SearchJob


def _picture(place, rng):
    """Faint stripes across or along, reddish or bluish, in noise: too hard for answers that are certain."""
    h, w = 40 + place, 70 - place // 2
    rows, columns = np.mgrid[:h, :w]
    wave = np.sin((rows if place % 2 else columns) / 3)
    tint = np.array([4, 0, -4]) * (1 if place % 2 else -1)
    pixels = 120 + tint + 7 * wave[..., None] + rng.normal(scale=60, size=(h, w, 3))
    buffer = BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    rng = np.random.default_rng(0)
    pictures = {digest.of_bytes(p): p for p in (_picture(i, rng) for i in range(48))}
    labels = ["along", "across"] * 24
    addresses = shards.pack([(k, lambda v=v: v) for k, v in pictures.items()], folder / "shards")
    samples = [
        Sample(item, digest.of_pixels(decode(data).pixels), *addresses[item])
        for item, data in pictures.items()
    ]
    problem = find("classification")
    names = problem.class_names(labels)
    classes = Classes(problem.read_targets(labels, names), len(names))
    cache = Cache(folder / "cache")
    search = SearchJob(
        samples=samples[:32],
        rows=Rows(classes=classes[np.arange(32)], folds=np.arange(32) // 2 % 5, has_families=False),
        families=np.arange(32),
        class_names=names,
        metric="accuracy",
        learner=find_learner("classification"),
        backbones=("efficientnet_lite0",),
        size_px=64,
        mean_of=5,
        effort="balanced",
        shards=folder / "shards",
        cache=cache,
    )
    choice = search(search, folder / "search")
    job = train.Job(
        choice=choice,
        kind="classification",
        samples=samples[:32],
        classes=classes[np.arange(32)],
        folds=np.arange(32) // 2 % 5,
        data_digest="d" * 64,
        shards=folder / "shards",
        cache=cache,
        weighing=Weighing(),
    )
    train.train(job, folder / "train")
    return World(folder, samples, labels, choice, job, search)


@pytest.fixture(scope="session")
def model_twin(world):
    return twin.load(world.choice, world.folder / "train", weighing=Weighing())


@pytest.fixture
def make_bundle(tmp_path):
    return Maker(tmp_path)


@pytest.fixture
def make_onnx():
    return onnx_bytes
