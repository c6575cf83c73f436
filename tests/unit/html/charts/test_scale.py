"""Score, interval and threshold on one scale."""

from __future__ import annotations

import re

import pytest

from peel.html.charts import scale
from peel.types.score import Verdict


def _verdict(score: float, low: float, high: float, threshold: float) -> Verdict:
    return Verdict(
        verdict="pass",
        metric="accuracy",
        score=score,
        low=low,
        high=high,
        threshold=threshold,
        probability=0.9,
    )


def test_label_says_all_numbers() -> None:
    label = re.search('aria-label="([^"]*)"', scale.draw(_verdict(0.934, 0.912, 0.951, 0.9)))
    assert label
    assert "score 93.4%, interval 91.2% to 95.1%, threshold 90%" in label[1]


@pytest.mark.parametrize("threshold", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_extremes_stay_inside(score: float, threshold: float) -> None:
    drawn = scale.draw(_verdict(score, max(0, score - 0.1), min(1, score + 0.1), threshold))
    assert all(0 <= float(at) <= 100 for at in re.findall(r'c?x\d?="([\d.]+)%"', drawn))
    assert "nan" not in drawn


def test_text_at_an_end_turns_inwards() -> None:
    drawn = scale.draw(_verdict(1.0, 0.9, 1.0, 0.5))
    assert re.search(r'class="score" x="97%" y="\d+" text-anchor="end"', drawn)


def test_near_miss_shows_its_decimals() -> None:
    assert ">89.96%<" in scale.draw(_verdict(0.8996, 0.8, 0.95, 0.9))


def test_no_tick_under_the_threshold() -> None:
    assert ">90%<" not in scale.draw(_verdict(0.934, 0.912, 0.951, 0.9))
