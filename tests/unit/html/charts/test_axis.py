"""Round ends, round ticks, and places that stay inside."""

from __future__ import annotations

import pytest

from peel.html.charts.axis import Axis, around


@pytest.mark.parametrize("numbers", [[0.0], [1.0], [0.5], [0.123, 0.124], [0.0, 1.0], [0.999, 1.2]])
def test_range_holds_its_numbers(numbers: list[float]) -> None:
    low, high = around(numbers)
    assert 0 <= low <= min(min(numbers), 1) <= high <= 1
    assert high - low >= 0.1 - 1e-9


def test_nothing_gives_whole_range() -> None:
    assert around([]) == (0.0, 1.0)


def test_wide_range_keeps_its_width() -> None:
    assert around([0.93], least=0.2) == (0.8, 1.0)
    assert around([0.02], least=0.2) == (0.0, 0.2)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0.55, 0.85), (0, 17), (-0.5, 17.5)])
def test_ticks_are_few_and_inside(low: float, high: float) -> None:
    ticks = Axis(low, high).ticks(5)
    assert 2 <= len(ticks) <= 6
    assert all(low <= tick <= high for tick in ticks)


def test_outside_lies_at_the_end() -> None:
    axis = Axis(0.5, 1, 0.1, 0.9)
    assert [axis.place(number) for number in (0, 0.75, 2)] == [0.1, 0.5, 0.9]


def test_pixels_may_run_downwards() -> None:
    assert Axis(0, 1, 200, 10).place(1) == 10
