"""Confidence against how often it was right."""

from __future__ import annotations

from peel.html.charts import reliability


def _bin(n: int) -> reliability.Bin:
    return reliability.Bin(start=0.5, end=0.7, n=n, confidence=0.6, right=0.5, low=0.4, high=0.6)


def test_each_bin_has_dot_and_interval() -> None:
    drawn = reliability.draw([_bin(10), _bin(10)], [0.6] * 20, label="x")
    assert drawn.count("<circle") == drawn.count('class="whisker s1"') == 2


def test_bars_count_the_answers() -> None:
    drawn = reliability.draw([_bin(3)], [0.01, 0.99, 1.0], label="x")
    assert drawn.count('class="fill quiet"') == 2
    assert 'height="44"' in drawn
    assert 'height="22"' in drawn


def test_pointer_is_told_the_numbers() -> None:
    drawn = reliability.draw([_bin(1)], [0.6], label="x")
    assert "1 answer, 60% sure in the mean: 50% right" in drawn


def test_other_words_and_no_bars() -> None:
    words = reliability.Wording(one="label", many="labels", sure="probable", right="hold")
    drawn = reliability.draw([_bin(2)], label="x", wording=words)
    assert "2 labels, 60% probable in the mean: 50% hold" in drawn
    assert "fill quiet" not in drawn
