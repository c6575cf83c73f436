"""A small real training of what finds things: 30 made pictures with discs and bars, EfficientNet-Lite0 in the smallest frame."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

from peel.cache import Cache
from peel.evaluation.evaluate import Exam
from peel.images import digest, shards
from peel.images.decode import decode
from peel.params.sections import Gate, Search
from peel.problem import find, find_learner
from peel.runners.place import Place
from peel.search import asked
from peel.search.request import Asked
from peel.split.items import Items
from peel.training import given
from peel.training.train import Given
from peel.types.marks import Mark
from peel.types.model import Choice
from peel.types.sample import Sample

KIND = "detection"
N, TRAIN, SIDE = 30, 24, 160


class Found(NamedTuple):
    choice: Choice
    asked: Asked
    given: Given
    exam: Exam


def picture(rng: np.random.Generator) -> tuple[np.ndarray, list[Mark]]:
    """One or two discs and one or two bars in quarters of their own, in noise."""
    pixels = rng.integers(0, 70, (SIDE, SIDE, 3), dtype=np.uint8)
    rows, columns = np.mgrid[:SIDE, :SIDE]
    marks = []
    names = ["disc", "bar", *rng.choice(["disc", "bar", ""], 2)]
    for quarter, name in zip(rng.permutation(4), names, strict=True):
        x, y = (quarter % 2 * 80 + rng.integers(28, 52), quarter // 2 * 80 + rng.integers(28, 52))
        wide, high = (22, 22) if name == "disc" else (26, 9)
        inside = (np.abs(columns - x) < wide) & (np.abs(rows - y) < high)
        if name == "disc":
            inside = (columns - x) ** 2 + (rows - y) ** 2 < wide**2
        if name:
            pixels[inside] = (220, 60, 40) if name == "disc" else (60, 120, 230)
            marks.append(Mark(str(name), (x - wide, y - high, x + wide, y + high)))
    return pixels, marks


def learn(folder: Path) -> Found:
    """Search and train."""
    rng, problem, learner = np.random.default_rng(0), find(KIND), find_learner(KIND)
    data, labels = [], []
    for _ in range(N):
        pixels, marks = picture(rng)
        buffer = BytesIO()
        Image.fromarray(pixels).save(buffer, "PNG")
        data.append(buffer.getvalue())
        labels.append(problem.state_marks(marks, size=(SIDE, SIDE)))
    names = [digest.of_bytes(one) for one in data]
    pairs = zip(names, data, strict=True)
    addresses = shards.pack([(k, lambda v=v: v) for k, v in pairs], folder / "shards")
    samples = [
        Sample(name, digest.of_pixels(decode(one).pixels), *addresses[name])
        for name, one in zip(names, data, strict=True)
    ]
    place = Place(shards=folder / "shards", cache=Cache(folder / "cache"))
    paths = [f"{i}.png" for i in range(N)]
    items = Items(samples, labels, paths, np.arange(N), np.arange(N) % 3)
    train, test = items.take(np.arange(TRAIN)), items.take(np.arange(TRAIN, N))
    wanted = Asked(items=train, problem=problem, learner=learner, how=Search(), place=place)
    choice = asked.run(wanted, folder / "search")
    own = Given(items=train, problem=problem, learner=learner, place=place)
    given.run(choice, own, folder=folder / "train")
    exam = Exam(
        problem=problem,
        learner=learner,
        choice=choice,
        items=test,
        trained=folder / "train",
        gate=Gate(threshold=0.5),
        place=place,
        state=folder / "state",
    )
    return Found(choice, wanted, own, exam)
