"""Class means against scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, f1_score, recall_score

from peel.metrics.accuracy import balanced_accuracy, macro_f1, once, sum_by_class

RNG = np.random.default_rng(3)
TARGETS = RNG.choice(6, 300, p=[0.4, 0.3, 0.2, 0.07, 0.02, 0.01])
PREDICTED = np.where(RNG.random(300) < 0.7, TARGETS, RNG.integers(0, 6, 300))


def test_balanced_accuracy_equals_scikit_learn():
    want = balanced_accuracy_score(TARGETS, PREDICTED)
    assert balanced_accuracy(PREDICTED, TARGETS, weights=once(300))[0] == pytest.approx(want)


def test_macro_f1_equals_scikit_learn():
    want = f1_score(TARGETS, PREDICTED, average="macro")
    assert macro_f1(PREDICTED, TARGETS, weights=once(300))[0] == pytest.approx(want)


def test_weights_stand_for_repeated_items():
    weights = RNG.integers(0, 3, (4, 300)).astype(float)
    for row, balanced, f1 in zip(
        weights,
        balanced_accuracy(PREDICTED, TARGETS, weights=weights),
        macro_f1(PREDICTED, TARGETS, weights=weights),
        strict=True,
    ):
        drawn = np.repeat(np.arange(300), row.astype(int))
        truth, answer = TARGETS[drawn], PREDICTED[drawn]
        recall = recall_score(truth, answer, average="macro", labels=np.unique(truth))
        assert balanced == pytest.approx(recall)
        assert f1 == pytest.approx(f1_score(truth, answer, average="macro"))


def test_class_without_items_is_left_out():
    predicted, targets = np.array([0, 2]), np.array([0, 2])
    assert balanced_accuracy(predicted, targets, weights=once(2)) == [1.0]
    assert macro_f1(predicted, targets, weights=once(2)) == [1.0]


def test_sums_of_empty_classes_are_zero():
    sums = sum_by_class(once(3), np.array([3, 1, 1]), k=5)
    assert sums.tolist() == [[0, 2, 0, 1, 0]]
