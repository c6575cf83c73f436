import pytest

from peel.types.score import Verdict


def verdict(**changes):
    fields = {
        "verdict": "fail",
        "metric": "accuracy",
        "score": 0.9,
        "low": 0.8,
        "high": 0.95,
        "threshold": 0.9,
        "probability": 0.5,
        "constant": 0.5,
        "reason": "threshold",
    }
    return Verdict(**{**fields, **changes})


@pytest.mark.parametrize(("score", "reaches"), [(0.9, True), (0.9 - 1e-15, True), (0.899, False)])
def test_rounding_of_a_mean_is_forgiven(score, reaches):
    assert verdict(score=score).reaches == reaches


@pytest.mark.parametrize(
    ("constant", "is_worse"), [(0.95, True), (0.9 + 1e-15, False), (0.5, False), (None, False)]
)
def test_constant_answer_may_be_better(constant, is_worse):
    assert verdict(constant=constant).is_worse_than_constant == is_worse


@pytest.mark.parametrize(
    ("changes", "is_so"),
    [
        ({}, True),
        ({"score": 0.8}, False),
        ({"reason": "constant"}, False),
        ({"verdict": "undecided"}, False),
        ({"score": 1.0, "threshold": 1.0}, False),
    ],
)
def test_small_test_part_may_fail_alone(changes, is_so):
    assert verdict(**changes).is_only_too_small == is_so
