"""What is done with faulty marks, and how it is told."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from peel.sources.faults import NO_BOX, WORDS, Faults, Frame, clean
from peel.types.marks import Box, Mark

FRAME = Frame("a.jpg", 100, 50)


def after(*boxes: Box | None) -> tuple[list[Box | None], dict[str, int]]:
    faults = Faults()
    kept = clean([Mark("cat", box) for box in boxes], FRAME, faults=faults)
    return [mark.box for mark in kept], faults.counts


@pytest.mark.parametrize(
    ("box", "kept", "faults"),
    [
        ((1, 2, 3, 4), [(1, 2, 3, 4)], {}),
        ((1.234, 2, 3, 4.567), [(1.23, 2, 3, 4.57)], {}),
        (None, [None], {}),
        ((5, 5, 5, 9), [], {"no area": 1}),
        ((9, 5, 5, 9), [], {"no area": 1}),
        ((math.nan, 5, 6, 9), [], {"no number": 1}),
        ((1, 5, math.inf, 9), [], {"no number": 1}),
        (NO_BOX, [], {"no box": 1}),
        ((100, 5, 110, 9), [], {"outside": 1}),
        ((-5, -9, 0, 0), [], {"outside": 1}),
        ((-5, 5, 110, 60), [(0, 5, 100, 50)], {"clipped": 1}),
        ((-0.4, 5, 100.5, 50), [(0, 5, 100, 50)], {}),
    ],
)
def test_box_is_kept_cut_or_left(box: Box | None, kept: list[Box], faults: dict[str, int]) -> None:
    assert after(box) == (kept, faults)


def test_same_box_counts_once() -> None:
    assert after((1, 2, 3, 4), (1, 2, 3, 4.001)) == ([(1, 2, 3, 4)], {"doubled": 1})
    faults = Faults()
    marks = [Mark("cat", (1, 2, 3, 4)), Mark("dog", (1, 2, 3, 4))]
    assert clean(marks, FRAME, faults=faults) == tuple(marks)


@pytest.mark.parametrize(("second", "n"), [((11, 10, 50, 50), 1), ((14, 10, 50, 50), 2)])
def test_nearly_the_same_box_counts_once(second: Box, n: int) -> None:
    first, far = (10, 10, 50, 50), (60, 10, 90, 50)
    kept, faults = after(second, far, first)
    assert kept == [second, far, first][: n + 1]
    assert faults == ({"doubled": 1} if n == 1 else {})


def test_same_name_twice_is_no_fault() -> None:
    assert after(None, None) == ([None], {})


def test_names_are_in_one_form() -> None:
    faults = Faults()
    marks = [Mark(" Ba\u0308r "), Mark(" "), Mark("")]
    assert clean(marks, FRAME, faults=faults) == (Mark("Bär"),)
    assert faults.counts == {"no name": 2}


def test_crowds_are_told_and_kept() -> None:
    faults = Faults()
    crowd = Mark("cat", (1, 2, 3, 4), is_crowd=True)
    assert clean([crowd, Mark("cat", (1, 2, 3, 4))], FRAME, faults=faults)[0] == crowd
    assert faults.counts == {"crowd": 1}


def test_notes_say_how_often_and_where() -> None:
    faults = Faults()
    faults.add("no area", "b/1.xml")
    faults.add("no number", "c.xml", n=2)
    faults.add("no number", "d.xml")
    faults.add("shape", "e.xml", n=0)
    assert list(faults.notes()) == [
        "3 boxes whose corners are no numbers: left out (first in c.xml)",
        "1 box without area: left out (first in b/1.xml)",
    ]


def test_guide_lists_every_fault() -> None:
    guide = Path(__file__).parents[3] / "docs" / "how-to" / "forms.md"
    words = re.sub(r"\s+", " ", guide.read_text("utf-8"))
    assert [each for each in WORDS.values() if each not in words] == []


def test_very_many_boxes_are_not_compared():
    marks = [Mark("a", (1.0, n / 100, 3.0, n / 100 + 2)) for n in range(2001)]
    assert len(clean(marks, Frame("a.png", 40, 30), faults=Faults())) == 2001
