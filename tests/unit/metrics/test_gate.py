"""The gate's verdicts, chances and words."""

from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.metrics.beta import chance_at_least
from peel.metrics.gate import find_score, judge
from peel.metrics.wilson import wilson
from peel.types.score import Score, Verdict


def _judge(correct, n, threshold, *, sure=False):
    low, high = wilson(correct, n)
    score = Score(name="accuracy", value=correct / n, low=low, high=high)
    return judge(score, n=n, correct=correct, threshold=threshold, sure=sure)


def _judge_mean(value, low, high, *, threshold, sure=False):
    score = Score(name="macro_f1", value=value, low=low, high=high)
    return judge(score, n=100, correct=None, threshold=threshold, sure=sure)


@pytest.mark.parametrize(
    ("correct", "n", "threshold", "sure", "want"),
    [
        (199, 212, 0.9, False, "pass"),
        (27, 30, 0.9, False, "pass"),
        (26, 30, 0.9, False, "fail"),
        (26, 30, 0.9, True, "fail"),
        (199, 212, 0.9, True, "undecided"),
        (1990, 2120, 0.9, True, "pass"),
        (0, 1, 0.9, False, "fail"),
        (0, 1, 0.0, True, "pass"),
        (3, 3, 1.0, False, "pass"),
        (3, 3, 1.0, True, "undecided"),
    ],
)
def test_verdict_follows_the_rule(correct, n, threshold, sure, want):
    assert _judge(correct, n, threshold, sure=sure).verdict == want


def test_rounding_of_a_mean_is_forgiven():
    value = sum([0.7, 0.9, 1.1]) / 3 - 1e-16
    assert _judge_mean(value, 0.8, 0.95, threshold=0.9).verdict == "pass"


def test_undecided_names_the_labels_that_decide():
    more = _judge(199, 212, 0.9, sure=True).more_test_items
    share, n = 199 / 212, 212 + more
    assert wilson(share * n, n)[0] >= 0.9 > wilson(share * (n - 1), n - 1)[0]


def test_undecided_on_the_threshold_never_decides():
    verdict = _judge(9, 10, 0.9, sure=True)
    assert verdict.more_test_items is None
    assert "No number of further test labels" in verdict.words


def test_decided_verdicts_ask_for_nothing():
    assert _judge(199, 212, 0.9).more_test_items is None
    assert _judge(1, 212, 0.9, sure=True).more_test_items is None


def test_share_of_items_has_the_beta_chance():
    want = chance_at_least(0.9, right=199, wrong=13)
    assert _judge(199, 212, 0.9).probability == want


def test_other_scores_have_the_normal_chance():
    verdict = _judge_mean(0.9, 0.8, 0.95, threshold=0.8)
    assert verdict.probability == pytest.approx(0.975)
    assert _judge_mean(0.9, 0.8, 0.95, threshold=0.95).probability == pytest.approx(0.025)
    assert _judge_mean(0.9, 0.8, 0.95, threshold=0.9).probability == pytest.approx(0.5)


@pytest.mark.parametrize(("threshold", "want"), [(0.8, 1.0), (0.9, 1.0), (0.95, 0.0)])
def test_interval_without_width_is_certain(threshold, want):
    assert _judge_mean(0.9, 0.9, 0.9, threshold=threshold).probability == want


def test_other_scores_shrink_with_the_root():
    verdict = _judge_mean(0.92, 0.88, 0.95, threshold=0.9, sure=True)
    assert verdict.verdict == "undecided"
    assert verdict.more_test_items == 300
    assert _judge_mean(0.9, 0.88, 0.95, threshold=0.9, sure=True).more_test_items is None


def test_words_are_one_line_for_a_manager():
    assert _judge(199, 212, 0.9).words == (
        "199 of 212 sealed test images are right, 0.94 (95 % interval 0.90 to 0.96); you asked for 0.90: "
        "reached. The chance that the true score reaches it is 98 %."
    )


def test_words_name_the_missing_labels():
    words = _judge(199, 212, 0.9, sure=True).words
    assert "interval 0.898 to 0.964" in words
    assert "About 20 more test labels at the same score would decide." in words


def test_words_show_which_side_decided():
    assert _judge(896, 1000, 0.9).words.startswith(
        "896 of 1000 sealed test images are right, 0.896 "
    )
    assert "you asked for 0.900: missed" in _judge(896, 1000, 0.9).words


def test_words_of_one_image_are_singular():
    assert "0 of 1 sealed test image is right" in _judge(0, 1, 0.9).words


def test_words_warn_of_a_tiny_test_part():
    assert "So few test images decide little" in _judge(5, 5, 0.9).words
    assert "So few" not in _judge(40, 40, 0.9).words


def test_words_of_other_scores_name_them():
    words = _judge_mean(0.93, 0.88, 0.97, threshold=0.9).words
    assert words.startswith("Macro f1 is 0.93 on 100 sealed test images")


@pytest.mark.parametrize(("correct", "words"), [(1000, "more than 99 %"), (500, "less than 1 %")])
def test_words_never_claim_certainty(correct, words):
    assert words in _judge(correct, 1000, 0.9).words


def test_verdict_survives_json():
    verdict = _judge(199, 212, 0.9, sure=True)
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
