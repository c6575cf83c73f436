"""A verdict in words."""

from __future__ import annotations

import pytest

from peel.metrics.gate_words import words
from peel.types.score import Verdict

PASS = Verdict(
    verdict="pass",
    metric="accuracy",
    score=199 / 212,
    low=0.898,
    high=0.964,
    threshold=0.9,
    probability=0.976,
    constant=0.5,
)


def _words(n=212, right=199, **other):
    return words(PASS.model_copy(update=other), n=n, right=right)


def test_words_are_one_line_for_a_manager():
    assert _words() == (
        "199 of 212 sealed test images are right, 0.94 (95 % interval 0.90 to 0.96); you asked for 0.90: "
        "reached. The chance that the true score reaches it is 98 % (Jeffreys' prior); a pass asks for 80 %."
    )


def test_words_show_which_side_decided():
    told = _words(1000, 896, verdict="fail", reason="threshold", score=0.896)
    assert told.startswith("896 of 1000 sealed test images are right, 0.896 ")
    assert "you asked for 0.900: missed." in told


def test_words_never_round_the_threshold():
    assert "you asked for 0.999:" in _words(threshold=0.999, score=0.94)


def test_words_of_one_image_are_singular():
    assert "0 of 1 sealed test image is right" in _words(1, 0, score=0.0, verdict="fail")


def test_words_warn_of_a_tiny_test_part():
    assert "So few test images decide little" in _words(5, 5)
    assert "So few" not in _words(40, 40)
    assert "So few" not in _words(12, 12, probability=0.9999)


def test_words_of_other_scores_name_them():
    assert _words(100, None, metric="macro_f1").startswith("Macro F1 is 0.94 on 100 sealed")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            {"reason": "threshold", "more_test_items": 20},
            "reached, but not for sure. About 20 more test labels at",
        ),
        (
            {"reason": "threshold", "score": 0.89, "more_test_items": 1},
            "missed, but not for sure. About 1 more test label at",
        ),
        (
            {"reason": "threshold", "more_test_items": 3, "more_of": ("cow",)},
            "About 3 more test labels of 'cow' at",
        ),
        ({"reason": "threshold"}, "No number of further test labels would decide"),
        (
            {"reason": "constant"},
            "not surely better than the best constant answer, which scores 0.50.",
        ),
        (
            {"reason": "untested", "untested": ("ant", "cow"), "more_of": ("ant", "cow")},
            "no test image shows 'ant' or 'cow'. Test images of 'ant' and 'cow' would decide.",
        ),
        ({"reason": "threshold", "untested": ("cow",)}, "No test image shows 'cow'."),
    ],
)
def test_undecided_says_what_would_decide(facts, told):
    assert told in _words(verdict="undecided", **facts)


def test_failed_words_name_the_reason():
    everything = {"score": 1.0, "threshold": 1.0, "reason": "threshold"}
    assert "1.00: reached, but no test can show that," in _words(verdict="fail", **everything)
    most = {"score": 1.0, "threshold": 0.999, "reason": "threshold"}
    assert "0.999: reached, but a test of 9 is too small" in _words(9, 9, verdict="fail", **most)


@pytest.mark.parametrize(
    ("score", "constant", "told"),
    [
        (0.95, 0.95, "reached, but no better than the best constant answer, which scores 0.95."),
        (0.5, 0.5, "missed, and no better than the best constant answer, which scores 0.50."),
        (0.496, 0.5, "missed, and worse than the best constant answer, which scores 0.500."),
    ],
)
def test_failed_words_weigh_the_constant(score, constant, told):
    assert told in _words(verdict="fail", reason="constant", score=score, constant=constant)


@pytest.mark.parametrize(("chance", "told"), [(0.999, "more than 99 %"), (0.001, "less than 1 %")])
def test_words_never_claim_certainty(chance, told):
    assert told in _words(probability=chance)


def test_class_names_are_made_visible():
    told = _words(verdict="undecided", reason="untested", untested=("a\nb",), more_of=("a\nb",))
    assert "\n" not in told
    assert "a\\nb" in told
