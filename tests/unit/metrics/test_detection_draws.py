import numpy as np
import pytest

from peel.metrics import detection
from peel.metrics.box_matches import match
from peel.metrics.boxes import Found, truth_of
from peel.metrics.detection_draws import Counted, draw, of_sizes

BOX = np.array([[0.0, 0, 50, 50]])


def counted(right, families=None, k=1):
    """One object a picture, found where `right`."""
    n = len(right)
    truth = [truth_of(BOX, np.zeros(1, np.int64))] * n
    found = [
        Found(BOX + (0 if hit else 100), np.array([1 - i / n / 2]), np.zeros(1, np.int64))
        for i, hit in enumerate(right)
    ]
    matches = match(found, truth, k=k)
    counts = detection.tally(matches, [0.5] * k)
    return Counted(matches, counts, np.arange(n) if families is None else families)


def test_interval_holds_the_score():
    found = draw(counted([True, True, False, True] * 10)).interval("map50")
    assert found.low < found.value < found.high
    assert found.high - found.low > 0.2


def test_all_right_is_not_certain():
    found = draw(counted([True] * 10)).interval("map50")
    assert found.value == 1
    assert found.low < 0.8


def test_near_duplicates_count_as_one():
    right = np.repeat([True, False, True, True, False], 8)
    alone, together = (
        draw(counted(right, families)) for families in (np.arange(40), np.repeat(np.arange(5), 8))
    )
    for name in ("map50", "map50_95", "picture_f1"):
        few, many = (one.interval(name) for one in (together, alone))
        assert few.value == many.value
        assert few.high - few.low > many.high - many.low
    assert together.effective("map50") == pytest.approx(5)


def test_class_without_objects_is_unknown():
    found = draw(counted([True] * 10, k=2))
    assert tuple(found.by_class("map50")[1]) == (0, 0, 1)
    assert found.interval("map50").value == 1


def test_error_of_counts_is_never_certain():
    found = draw(counted([True] * 30)).count_error()
    assert (found.value, found.low, found.high) == (0, 0, 0.1)


def test_sizes_are_told_apart():
    by_size = of_sizes(counted([True] * 3).matches)[0, :, 0]
    np.testing.assert_array_equal(by_size, [1, np.nan, 1, np.nan])
