"""Grid, numbers and curves."""

from __future__ import annotations

from peel.html.charts import plot
from peel.html.charts.axis import Axis


def test_grid_line_has_its_number() -> None:
    grid = "".join(plot.grid(Axis(0, 1, 100, 0)))
    assert grid.count("<line") == grid.count("<text") == 6
    assert ">100%<" in grid


def test_numbers_stand_below() -> None:
    assert [">3<" in one for one in plot.below(Axis(0, 4), [3], y_px=9, say=str)] == [True]


def test_band_closes_its_path() -> None:
    assert 'd="M0 1L100 2L100 4L0 3Z"' in plot.band([(0, 1), (1, 2)], [(0, 3), (1, 4)], kind="s1")


def test_pointer_is_told_the_words() -> None:
    assert plot.told("circle", {"r": 3}, text="a<b") == (
        '<circle r="3"><title>a&lt;b</title></circle>'
    )
