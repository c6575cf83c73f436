"""Pictures in which cats and dogs are found."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from peel.metrics.boxes import Found
from peel.problems.detection import PROBLEM
from peel.problems.detection.held import hold
from peel.types.label_space import LabelSpace
from peel.types.marks import Mark

SIZE = (400, 300)


@pytest.fixture
def space() -> LabelSpace:
    return LabelSpace(names=("cat", "dog"), decision={"thresholds": [0.5, 0.4]})


@pytest.fixture
def label() -> Callable[..., str]:
    """The label of things given as name, left, top, side."""

    def write(*things: tuple[str, float, float, float]) -> str:
        marks = [Mark(n, (x, y, x + side, y + side)) for n, x, y, side in things]
        return PROBLEM.state_marks(marks, size=SIZE)

    return write


@pytest.fixture
def answered(space: LabelSpace) -> Callable[..., dict[str, np.ndarray]]:
    """Outputs of pictures, each a list of class, left, top, side, score."""

    def write(*pictures: list[tuple[int, float, float, float, float]]) -> dict[str, np.ndarray]:
        return hold([_found(picture) for picture in pictures], space)

    return write


def _found(picture: list[tuple[int, float, float, float, float]]) -> Found:
    boxes = [(x, y, x + side, y + side) for _, x, y, side, _ in picture]
    return Found(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array([one[4] for one in picture], np.float32),
        np.array([one[0] for one in picture], np.int64),
    )
