"""A small real training: 48 made pictures of two kinds, EfficientNet-Lite0 at 64 px, five heads."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from peel.cache import Cache
from peel.evaluation.evaluate import Exam, evaluate
from peel.export.export import Proven
from peel.images import digest, shards
from peel.images.decode import decode
from peel.params.sections import Gate, Search
from peel.problem import find, find_learner
from peel.runners.place import Place
from peel.search import plan
from peel.search.request import Request
from peel.search.search import search
from peel.split.items import Items
from peel.training.train import Material, train
from peel.types.model import Choice
from peel.types.sample import Sample
from tests.unit import finding
from tests.unit.bundle.conftest import Maker, onnx_bytes


class World(NamedTuple):
    folder: Path
    labels: list[str]
    choice: Choice
    material: Material
    search: Request
    exam: Exam


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
    problem, learner = find("classification"), find_learner("classification")
    space = problem.space(labels)
    folds, place = (
        np.arange(32) // 2 % 5,
        Place(shards=folder / "shards", cache=Cache(folder / "cache")),
    )
    targets = learner.supervise(problem.read_targets(labels[:32], space), space)
    rows = plan.rows(targets, folds=folds, families=np.arange(32), learner=learner)
    asked = Request(
        samples=samples[:32],
        rows=rows,
        space=space,
        metric="accuracy",
        how=Search(size_px=64, mean_of=5),
        place=place,
    )
    choice = search(asked, folder / "search")
    material = Material(
        problem=problem,
        learner=learner,
        samples=samples[:32],
        targets=targets,
        folds=folds,
        data_digest="d" * 64,
        place=place,
    )
    train(choice, material, folder=folder / "train")
    items = Items(samples, labels, [f"{i}.png" for i in range(48)], np.arange(48), np.full(48, -1))
    exam = Exam(
        problem=problem,
        learner=learner,
        choice=choice,
        items=items.take(np.arange(32, 48)),
        trained=folder / "train",
        gate=Gate(threshold=0.9),
        place=place,
        state=folder / "state",
    )
    return World(folder, labels, choice, material, asked, exam)


@pytest.fixture(scope="session")
def things(tmp_path_factory):
    """A detector of discs and bars, learnt and written."""
    return finding.learn(tmp_path_factory.mktemp("things"))


@pytest.fixture(scope="session")
def pair(world):
    """The file and the model that it was made from."""
    return world.exam.pair()


@pytest.fixture
def make_bundle(tmp_path):
    return Maker(tmp_path)


@pytest.fixture
def make_onnx():
    return onnx_bytes


@pytest.fixture(scope="session")
def exam(world):
    return replace(world.exam, gate=Gate(threshold=0.5), notes=["an old word"])


@pytest.fixture(scope="session")
def evaluated(world, exam):
    evaluate(exam, world.folder / "evaluate")
    return world.folder / "evaluate"


@pytest.fixture(scope="session")
def proven(world, evaluated):
    return Proven(
        trained=world.folder / "train",
        evaluated=evaluated,
        choice=world.choice,
        problem=world.exam.problem,
        params={},
        trained_on=["ab" * 32],
    )
