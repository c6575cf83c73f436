"""The gate's verdicts, and what would decide."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from peel.errors import PeelError
from peel.metrics.beta import chance_at_least
from peel.metrics.evidence import Means, Shares
from peel.metrics.gate import find_score, judge
from peel.metrics.wilson import wilson
from peel.params.sections import Gate
from peel.types.score import Score, Verdict

NAMES = ("ant", "bee", "cow")


def _shares(right, n, **facts):
    """All three classes, answered equally well."""
    third = n // 3
    known = {
        "tested": (n - 2 * third, third, third),
        "effective": n,
        "constant": (n - 2 * third) / n,
        "only_model": round(right * 2 / 3),
        "only_constant": round((n - right) / 3),
    }
    return Shares(n=n, right=right, **{**known, **facts})


def _judge(right, n, threshold, *, chance=0.8, **facts):
    low, high = wilson(right, n)
    score = Score(name="accuracy", value=right / n, low=low, high=high)
    asked = Gate(threshold=threshold, chance=chance)
    return judge(score, _shares(right, n, **facts), gate=asked, names=NAMES)


def _judge_mean(value, *, threshold, spread=0.02, **facts):
    draws = np.clip(value + spread * np.linspace(-2, 2, 1000), 0, 1)
    known = {"n": 300, "tested": (200, 90, 10), "effective": 90, "constant": 1 / 3}
    evidence = Means(value=value, draws=draws, **{**known, **facts})
    score = Score(name="macro_f1", value=value, low=value - 2 * spread, high=value + 2 * spread)
    return judge(score, evidence, gate=Gate(threshold=threshold), names=NAMES)


@pytest.mark.parametrize(
    ("right", "n", "threshold", "chance", "want"),
    [
        (199, 212, 0.9, 0.8, "pass"),
        (199, 212, 0.9, 0.975, "pass"),
        (198, 212, 0.9, 0.975, "undecided"),
        (27, 30, 0.9, 0.8, "undecided"),
        (26, 30, 0.9, 0.8, "undecided"),
        (20, 30, 0.9, 0.8, "fail"),
        (12, 12, 0.99, 0.8, "undecided"),
        (12, 12, 0.99, 0.975, "undecided"),
        (300, 300, 0.99, 0.8, "pass"),
        (200, 200, 1.0, 0.8, "fail"),
    ],
)
def test_verdict_follows_the_rule(right, n, threshold, chance, want):
    assert _judge(right, n, threshold, chance=chance).verdict == want


def test_constant_answer_is_never_praised():
    verdict = _judge(95, 100, 0.9, tested=(95, 3, 2), constant=0.95, only_model=0, only_constant=0)
    assert (verdict.verdict, verdict.reason) == ("fail", "constant")


def test_hardly_better_than_constant_is_undecided():
    facts = {"tested": (95, 3, 2), "constant": 0.95, "only_model": 4, "only_constant": 3}
    verdict = _judge(96, 100, 0.9, **facts)
    assert (verdict.verdict, verdict.reason) == ("undecided", "constant")
    assert verdict.more_of == ("cow", "bee")
    times = 1 + verdict.more_test_items / 5  # of the rarer classes alone
    assert chance_at_least(0.5, right=4 * times, wrong=3 * times) >= 0.8


def test_untested_class_allows_no_pass():
    verdict = _judge(200, 200, 0.9, tested=(100, 100, 0), constant=0.5)
    assert (verdict.verdict, verdict.reason) == ("undecided", "untested")
    assert verdict.untested == verdict.more_of == ("cow",)


def test_one_tested_class_decides_nothing():
    verdict = _judge(50, 50, 0.9, tested=(50, 0, 0), constant=1.0, only_model=0)
    assert (verdict.verdict, verdict.reason) == ("undecided", "untested")
    assert _judge(20, 50, 0.9, tested=(50, 0, 0), constant=1.0).verdict == "fail"


@pytest.mark.parametrize("threshold", [0.7, 0.8, 0.9, 0.95, 0.97])
def test_two_points_short_passes_seldom(threshold):
    """With 100 test items at most 1 in 8 passes, and 1 in 3 did when the score alone decided."""
    passing = [k for k in range(101) if _judge(k, 100, threshold).verdict == "pass"]
    assert binom.pmf(passing, 100, threshold - 0.02).sum() <= 1 / 8


@pytest.mark.parametrize("threshold", [0.7, 0.8, 0.9, 0.95])
def test_five_points_over_passes_often(threshold):
    passing = [k for k in range(401) if _judge(k, 400, threshold).verdict == "pass"]
    assert binom.pmf(passing, 400, threshold + 0.05).sum() >= 0.9


def test_rounding_of_a_mean_is_forgiven():
    value = sum([0.7, 0.9, 1.1]) / 3 - 1e-16
    assert _judge_mean(value, threshold=0.9).reason == "threshold"
    assert "reached" in _judge_mean(value, threshold=0.9).words


@pytest.mark.parametrize(("right", "threshold"), [(95, 0.93), (90, 0.92)])
def test_undecided_names_the_labels_that_decide(right, threshold):
    verdict = _judge(right, 100, threshold)
    assert verdict.verdict == "undecided"
    chances = [
        _shares(right, 100).chance(threshold, (100 + verdict.more_test_items - less) / 100)
        for less in (0, 1)
    ]
    decided = [chance >= 0.8 or chance < 0.2 for chance in chances]
    assert decided == [True, False]


def test_undecided_on_the_threshold_never_decides():
    assert _judge(90, 100, 0.9).more_test_items is None


def test_decided_verdicts_ask_for_nothing():
    for right in (199, 100):
        verdict = _judge(right, 212, 0.9)
        assert (verdict.more_test_items, verdict.more_of) == (None, ())


def test_mean_of_classes_asks_for_the_rarest():
    verdict = _judge_mean(0.91, threshold=0.9)
    assert (verdict.verdict, verdict.more_of) == ("undecided", ("cow",))
    assert verdict.more_test_items > 0


def test_mean_of_classes_passes_and_fails():
    assert _judge_mean(0.97, threshold=0.9).verdict == "pass"
    assert _judge_mean(0.8, threshold=0.9).verdict == "fail"
    assert _judge_mean(1 / 3, threshold=0.2).reason == "constant"


def test_verdict_survives_json():
    verdict = _judge(198, 212, 0.9, chance=0.975)
    assert Verdict.model_validate_json(verdict.to_json()) == verdict


def test_score_is_found_by_name():
    scores = [Score(name=name, value=0, low=0, high=1) for name in ("accuracy", "macro_f1")]
    found = find_score(scores, "macro_f1", allowed=("accuracy", "macro_f1"))
    assert found.name == "macro_f1"


@pytest.mark.parametrize("metric", ["log_loss", "speed"])
def test_metric_without_threshold_is_refused(metric):
    scores = [Score(name=name, value=0, low=0, high=1) for name in ("accuracy", "log_loss")]
    with pytest.raises(PeelError, match=r"P192 .*accuracy"):
        find_score(scores, metric, allowed=("accuracy",))


def test_failed_reached_score_names_deciding_labels():
    verdict = _judge(9, 9, 0.999)
    assert (verdict.verdict, verdict.reaches) == ("fail", True)
    times = [(9 + verdict.more_test_items - less) / 9 for less in (0, 1)]
    chances = [_shares(9, 9).chance(0.999, t) for t in times]
    assert [chance >= 0.8 for chance in chances] == [True, False]
    assert f"About {verdict.more_test_items} more test labels at the same score" in verdict.words


def test_failed_perfect_score_asks_for_nothing():
    verdict = _judge(200, 200, 1.0)
    assert (verdict.verdict, verdict.more_test_items) == ("fail", None)
    assert "would decide" not in verdict.words


def test_failed_missed_score_asks_for_nothing():
    verdict = _judge(20, 30, 0.9)
    assert (verdict.verdict, verdict.more_test_items, verdict.more_of) == ("fail", None, ())


def test_nothing_tested_decides_nothing():
    verdict = _judge_mean(0.0, threshold=0.5, tested=(0, 0, 0), constant=0.0)
    assert (verdict.verdict, verdict.reason) == ("undecided", "untested")
    assert "missed, but no test image shows 'ant', 'bee' or 'cow'" in verdict.words
    assert "Test images of 'ant', 'bee' and 'cow' would decide." in verdict.words


def test_labels_name_none_against_the_constant():
    """Of several labels an item every further item counts, whatever it shows."""
    verdict = _judge_mean(0.5, threshold=0.3, constant=0.49)
    assert (verdict.verdict, verdict.reason, verdict.more_of) == ("undecided", "constant", ())
    classes = _judge_mean(0.5, threshold=0.3, constant=0.49, against_constant=1 / 3)
    assert classes.more_test_items == pytest.approx(verdict.more_test_items / 3, abs=1)
    assert classes.more_of == ("cow", "bee")
