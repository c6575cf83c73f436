"""Numbers as annotation files write them."""

from __future__ import annotations

import math
from typing import Any

import pytest

from peel.sources.numbers import (
    around,
    centred,
    cornered,
    corners,
    number,
    paired,
    scaled,
    size_of,
    turned,
)


@pytest.mark.parametrize("value", [None, True, "x", "", [1], {}, "1,2,3", 10**400, "nan"])
def test_no_number_is_nan(value: Any) -> None:
    assert math.isnan(number(value))


def test_boxes_are_told_in_corners() -> None:
    assert corners([1, "2", 3.5, 4]) == (1, 2, 3.5, 4)
    assert cornered([1, 2, 3, 4]) == (1, 2, 4, 6)
    assert centred([0.5, 0.5, 0.2, 0.4]) == pytest.approx((0.4, 0.3, 0.6, 0.7))
    assert scaled((0.1, 0.5, 0.2, 1), (100, 10)) == pytest.approx((10, 5, 20, 10))


@pytest.mark.parametrize("values", [None, [], [1, 2, 3], "1 2 3 4", [1, 2, 3, "x"]])
def test_what_is_no_box_is_nan(values: Any) -> None:
    assert any(map(math.isnan, corners(values)))


def test_points_have_a_box() -> None:
    assert around(paired([3, 1, 0, 5, 2, 2])) == (0, 1, 3, 5)
    assert math.isnan(around(paired([3, 1, 0]))[0])
    assert math.isnan(around([(1, 2), (math.nan, 3)])[0])


def test_turned_box_has_a_box() -> None:
    assert turned((10, 10, 20, 12), 90) == pytest.approx((14, 6, 16, 16))
    assert turned((10, 10, 20, 12), 180) == pytest.approx((10, 10, 20, 12))


def test_size_must_be_real() -> None:
    assert size_of("640", 480.0) == (640, 480)
    assert [size_of(w, 5) for w in (0, -1, "?", None, 1e300)] == [None] * 5
