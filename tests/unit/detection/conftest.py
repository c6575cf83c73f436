"""Squares and discs in three sizes on grey noise, EfficientNet-Lite0, and a detector that learnt to find them."""

from typing import NamedTuple

import numpy as np
import pytest

from peel.detection import frame as frames
from peel.detection import maps
from peel.detection.learn import Learnt, Material, learn
from peel.detection.sight import Look, Sight, sight
from peel.metrics.boxes import truth_of

SIZE = (192, 256)  # height, width
SIDES = (28, 44, 64)


class Drawn(NamedTuple):
    """Pictures with their truths, and a network that looks at them."""

    pictures: list
    truths: list
    sight: Sight
    look: Look


def picture(rng, *, size=SIZE):
    """One to four things that do not touch: class 0 a red square, 1 a blue disc."""
    pixels = 110 + rng.normal(scale=12, size=(*size, 3))
    boxes, classes = [], []
    for cell in rng.permutation(6)[: rng.integers(1, 5)]:
        side, label = int(rng.choice(SIDES)), int(rng.integers(2))
        top = int(cell // 3 * size[0] // 2 + rng.integers(0, size[0] // 2 - side))
        left = int(cell % 3 * size[1] // 3 + rng.integers(0, size[1] // 3 - side))
        y, x = np.mgrid[:side, :side] - (side - 1) / 2
        inside = (x**2 + y**2 <= (side / 2) ** 2) | (label == 0)
        tint = np.array([[200, 60, 60], [60, 60, 200]][label])
        pixels[top : top + side, left : left + side][inside] = tint
        boxes.append([left, top, left + side, top + side])
        classes.append(label)
    truth = truth_of(np.array(boxes, np.float32), np.array(classes, np.int64))
    return pixels.clip(0, 255).astype(np.uint8), truth


@pytest.fixture(scope="session")
def drawn():
    rng = np.random.default_rng(0)
    pictures, truths = zip(*(picture(rng) for _ in range(40)), strict=True)
    frame = frames.choose([SIZE] * 40, truths)
    seeing = sight("efficientnet_lite0", frame)
    return Drawn(list(pictures), list(truths), seeing, seeing.look())


def material_of(drawn, folder, places):
    """The material of some of the pictures, in four folds."""
    file = maps.MapFile(folder, n=len(places), sight=drawn.sight)
    sizes = maps.fill_in(file, (drawn.pictures[i] for i in places), look=drawn.look)
    truths = [drawn.truths[i] for i in places]
    return Material(file, sizes, truths, np.arange(len(places)) % 4, 2)


@pytest.fixture(scope="session")
def material(drawn, tmp_path_factory) -> Material:
    return material_of(drawn, tmp_path_factory.mktemp("maps"), range(28))


@pytest.fixture(scope="session")
def learnt(material) -> Learnt:
    return learn(material, seed=0)
