import numpy as np
import pytest

from peel.heads import ridge_labels
from peel.heads.labels import LabelMatrix
from peel.heads.span import span

X = np.random.default_rng(0).normal(size=(40, 6))
X -= X.mean(0)


def _labels(column):
    return LabelMatrix(np.asarray(column, np.int8)[:, None])


@pytest.mark.parametrize("value", [0, 1])
def test_label_of_one_answer_is_constant(value):
    labels = _labels(np.full(40, value))
    (scores,) = ridge_labels.leave_one_out(span(X), labels, shrinkages=[0.1])
    np.testing.assert_allclose(scores, value, atol=1e-9)


def test_label_that_nobody_knows_is_zero():
    labels = _labels(np.full(40, -1))
    (scores,) = ridge_labels.leave_one_out(span(X), labels, shrinkages=[0.1])
    (plane,) = ridge_labels.solve(X, labels, shrinkages=[0.1], width=6)
    assert not scores.any()
    assert not plane(X).any()


def test_label_known_of_one_row_is_finite():
    labels = _labels(np.where(np.arange(40) == 3, 1, -1))
    (scores,) = ridge_labels.leave_one_out(span(X), labels, shrinkages=[0.1])
    assert np.isfinite(scores).all()


def test_other_labels_change_nothing():
    rng = np.random.default_rng(1)
    values = rng.integers(-1, 2, (40, 3)).astype(np.int8)
    together = ridge_labels.leave_one_out(span(X), LabelMatrix(values), shrinkages=[0.1])[0]
    alone = ridge_labels.leave_one_out(span(X), _labels(values[:, 1]), shrinkages=[0.1])[0]
    np.testing.assert_allclose(together[:, 1], alone[:, 0], atol=1e-10)
