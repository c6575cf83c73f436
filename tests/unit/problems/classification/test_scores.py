"""Scores of single-label classification."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, balanced_accuracy_score, f1_score, log_loss

from peel.errors import PeelError
from peel.metrics.log_loss import HIGHEST
from peel.metrics.wilson import wilson
from peel.problem import Answered, find
from peel.types.label_space import LabelSpace

PROBLEM = find("classification")


def _answers(n=200, k=4, seed=0):
    rng = np.random.default_rng(seed)
    targets = rng.integers(0, k, n)
    logits = 2 * np.eye(k)[targets] + rng.normal(size=(n, k))
    outputs = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return outputs.astype(np.float32), targets


def _answered(outputs, targets, families=None, names="abcdefg"):
    families = np.arange(len(targets)) if families is None else families
    space = LabelSpace(names=tuple(names[: outputs.shape[1]]))
    return Answered({"probabilities": outputs}, targets, families, space)


def _scores(outputs, targets, families=None):
    return {s.name: s for s in PROBLEM.score(_answered(outputs, targets, families))}


def test_five_scores_are_given():
    assert list(_scores(*_answers())) == [
        "accuracy",
        "balanced_accuracy",
        "macro_f1",
        "log_loss",
        "calibration_error",
    ]


def test_values_equal_scikit_learn():
    outputs, targets = _answers()
    scores, predicted = _scores(outputs, targets), outputs.argmax(1)
    want = {
        "accuracy": accuracy_score(targets, predicted),
        "balanced_accuracy": balanced_accuracy_score(targets, predicted),
        "macro_f1": f1_score(targets, predicted, average="macro"),
        "log_loss": log_loss(targets, outputs),
    }
    assert {name: scores[name].value for name in want} == pytest.approx(want, rel=1e-5)


def test_accuracy_has_the_interval_of_wilson():
    outputs, targets = _answers()
    score = _scores(outputs, targets)["accuracy"]
    right = int((outputs.argmax(1) == targets).sum())
    assert (score.low, score.high) == wilson(right, len(targets))


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_tiny_tests_are_honest(n):
    outputs, targets = np.tile([[0.9, 0.1]], (n, 1)).astype(np.float32), np.zeros(n, int)
    scores = _scores(outputs, targets)
    for name in ("accuracy", "balanced_accuracy", "macro_f1"):
        assert scores[name].value == 1
        assert scores[name].low == pytest.approx(wilson(n, n)[0])


def test_one_family_knows_no_log_loss():
    outputs, targets = _answers(n=5)
    score = _scores(outputs, targets, np.zeros(5, int))["log_loss"]
    assert (score.low, score.high) == (0, HIGHEST)


def test_calibrated_answers_may_have_no_error():
    rng = np.random.default_rng(0)
    confidence = rng.uniform(0.5, 1, 400)
    outputs = np.stack([confidence, 1 - confidence], axis=1)
    targets = (rng.random(400) > confidence).astype(int)
    score = _scores(outputs, targets)["calibration_error"]
    assert score.low == 0
    assert score.value <= score.high < 0.1


def test_overconfident_answers_have_an_error():
    rng = np.random.default_rng(0)
    outputs = np.tile([[0.95, 0.05]], (400, 1))
    targets = (rng.random(400) > 0.75).astype(int)
    score = _scores(outputs, targets)["calibration_error"]
    assert 0.1 < score.low < score.value < score.high < 0.4


def test_details_hold_every_class():
    outputs, targets = _answers()
    outputs = np.pad(outputs, ((0, 0), (0, 1)))
    details = PROBLEM.details(_answered(outputs, targets))
    assert [row["name"] for row in details["per_class"]] == ["a", "b", "c", "d", "e"]
    assert details["per_class"][-1]["n"] == 0
    assert np.sum(details["confusion"]["counts"]) == 200
    assert sum(row["n"] for row in details["calibration"]) == 200


def test_no_items_are_refused():
    none = _answered(np.zeros((0, 2)), np.zeros(0, int))
    for ask in (PROBLEM.score, PROBLEM.details, lambda one: PROBLEM.evidence(one, "accuracy")):
        with pytest.raises(PeelError, match="P651 nothing to score"):
            ask(none)


def test_surrogate_means_the_accuracy():
    outputs, targets = _answers()
    space = LabelSpace(names=tuple("abcd"))
    mean = np.mean(
        [
            PROBLEM.surrogate({"probabilities": outputs[[place]]}, target, space=space)
            for place, target in enumerate(targets)
        ]
    )
    assert mean == pytest.approx(_scores(outputs, targets)["accuracy"].value)


def test_copies_of_pictures_add_no_certainty() -> None:
    outputs = np.eye(2)[[0, 0, 0, 1] * 10] * 0.8 + 0.1
    targets = np.zeros(40, np.int64)
    single = _scores(outputs, targets)["accuracy"]
    families = np.repeat(np.arange(40), 3)
    tripled = _scores(np.repeat(outputs, 3, axis=0), np.repeat(targets, 3), families)["accuracy"]
    assert (tripled.value, tripled.low, tripled.high) == pytest.approx(
        (single.value, single.low, single.high)
    )
