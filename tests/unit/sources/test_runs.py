"""COCO's run lengths, without drawing the region."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from peel.sources.runs import box_of_runs

# Ones in columns 2 to 4, rows 1 to 3 of 9 x 7 pixels (width x height), packed as COCO packs runs.
PACKED = "?34000k0"


def runs(mask: np.ndarray) -> list[int]:
    flat, found, value = mask.T.ravel(), [0], 0
    for pixel in flat:
        if pixel != value:
            found.append(0)
            value = pixel
        found[-1] += 1
    return found


@pytest.mark.parametrize("seed", range(20))
def test_box_is_that_of_pixels(seed: int) -> None:
    random = np.random.default_rng(seed)
    mask = (random.random((7, 9)) < 0.08).astype(int)
    mask[random.integers(7), random.integers(9)] = 1
    down, across = np.nonzero(mask)
    box = box_of_runs({"size": [7, 9], "counts": runs(mask)})
    assert box == (across.min(), down.min(), across.max() + 1, down.max() + 1)


def test_packed_runs_are_read() -> None:
    assert box_of_runs({"size": [7, 9], "counts": PACKED}) == (2, 1, 5, 4)


@pytest.mark.parametrize(
    "region",
    [
        {"size": [7, 9], "counts": [60, 4]},
        {"size": [7, 9], "counts": [3, -1, 5]},
        {"size": [7, 9], "counts": ["3", 5]},
        {"size": [7, 9], "counts": [63]},
        {"size": [7, 9], "counts": "~~~"},
        {"size": [7, 9], "counts": "o" * 100},
        {"size": [7], "counts": [1, 2]},
        {"size": [10**12, 10**12], "counts": [1, 2]},
        {"counts": 3},
    ],
)
def test_broken_runs_are_no_box(region: dict[str, Any]) -> None:
    assert math.isnan(box_of_runs(region)[0])


def test_large_region_costs_nothing() -> None:
    side = 1 << 20
    assert box_of_runs({"size": [side, side], "counts": [0, side * side]}) == (0, 0, side, side)
