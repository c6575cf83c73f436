"""Bars and dots, one row a name."""

from __future__ import annotations

from peel.html.charts import rows
from peel.html.charts.axis import Axis


def test_parts_stand_end_to_end() -> None:
    bar = rows.Amount(name="a", parts=(3, 1), text="3 + 1")
    drawn = rows.amounts([bar], most=8, label="how many")
    assert 'x="0%" width="37.5%"' in drawn
    assert 'x="37.5%" width="12.5%"' in drawn


def test_part_of_nothing_is_not_drawn() -> None:
    drawn = rows.amounts([rows.Amount(name="a", parts=(0, 1), text="")], most=1, label="")
    assert drawn.count("<rect") == 1


def test_names_are_escaped_and_clipped() -> None:
    name = "<b>\n" + "x" * 200
    drawn = rows.amounts([rows.Amount(name=name, parts=(1,), text="")], most=1, label="")
    assert "&lt;b&gt;\\n" in drawn
    assert "x" * 48 not in drawn


def test_dot_lies_in_its_interval() -> None:
    one = rows.Range(name="a", value=0.5, low=0.25, high=0.75, text="50%")
    drawn = rows.ranges([one], Axis(0, 1), label="scores")
    assert 'x1="25%" x2="75%"' in drawn
    assert 'cx="50%"' in drawn


def test_last_row_bears_the_numbers() -> None:
    assert rows.ranges([], Axis(0, 1), label="").count("row numbers") == 1


def test_mark_stands_beside_the_score() -> None:
    marked = rows.Range(name="a", value=0.5, low=0.4, high=0.6, text="50%", mark=0.2)
    plain = rows.Range(name="a", value=0.5, low=0.4, high=0.6, text="50%")
    drawn = [rows.ranges([one], Axis(0, 1), label="x") for one in (marked, plain)]
    assert [one.count('class="asked"') for one in drawn] == [1, 0]
