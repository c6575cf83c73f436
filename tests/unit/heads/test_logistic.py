import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from peel.heads import logistic
from peel.heads.classes import Classes
from peel.heads.fit import fit


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    y = np.arange(60) % 3
    return rng.normal(size=(60, 6)) + rng.normal(size=(3, 6))[y], y


def test_equals_the_one_of_scikit_learn(data):
    x, y = data
    (plane,) = logistic.solve(x, Classes(y, 3), shrinkages=[0.5], width=6)
    theirs = LogisticRegression(C=1 / 3.0, tol=1e-8, max_iter=1000).fit(x, y)
    ours = plane(x)
    want = theirs.decision_function(x)
    np.testing.assert_allclose(ours - ours[:, :1], want - want[:, :1], atol=2e-3)


def test_class_without_rows_is_never_answered(data):
    x, y = data
    (plane,) = logistic.solve(x, Classes(y, 4), shrinkages=[0.1], width=6)
    assert (plane(x).argmax(1) < 3).all()


def test_fits_on_features_wider_than_rows():
    rng = np.random.default_rng(1)
    y = np.arange(40) % 2
    x = rng.normal(size=(40, 300)) + 0.7 * y[:, None]
    head = fit(logistic.LOGISTIC, x, targets=Classes(y, 2), shrinkage=0.03)
    assert (head(x).argmax(1) == y).mean() > 0.95
