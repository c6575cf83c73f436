"""The confusion matrix and the scores of each class."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from peel.metrics.confusion import confusion, per_class
from peel.metrics.wilson import wilson

RNG = np.random.default_rng(5)
TARGETS, PREDICTED = RNG.integers(0, 4, 200), RNG.integers(0, 4, 200)


def test_counts_equal_scikit_learn():
    assert (confusion(PREDICTED, TARGETS, k=4) == confusion_matrix(TARGETS, PREDICTED)).all()


def test_class_rows_equal_scikit_learn():
    rows = per_class(confusion(PREDICTED, TARGETS, k=4), ["a", "b", "c", "d"])
    want = precision_recall_fscore_support(TARGETS, PREDICTED)
    for key, column in zip(("precision", "recall", "f1", "n"), want, strict=True):
        assert [row[key] for row in rows] == pytest.approx(column)
    assert [row["name"] for row in rows] == ["a", "b", "c", "d"]


def test_class_interval_is_that_of_recall():
    (row, _) = per_class(np.array([[8, 2], [0, 0]]), ["a", "b"])
    assert (row["low"], row["high"]) == wilson(8, 10)


def test_class_without_items_knows_nothing():
    (_, row) = per_class(np.array([[3, 0], [0, 0]]), ["a", "b"])
    assert row == {"name": "b", "n": 0, "precision": 0, "recall": 0, "f1": 0, "low": 0, "high": 1}
