"""Against least squares; tests/contract/test_closed_forms.py compares with refitting."""

import numpy as np
import pytest

from peel.heads import ridge
from peel.heads.classes import Classes
from peel.heads.span import span


@pytest.fixture
def classes():
    return Classes(np.arange(30) % 3, 3)


@pytest.fixture
def rows(classes):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 6)) + rng.normal(size=(3, 6))[classes.y]
    return x - x.mean(0)


def test_no_shrinkage_is_least_squares(rows, classes):
    (plane,) = ridge.solve(rows, classes, shrinkages=[1e-12], width=6)
    with_one = np.hstack([rows, np.ones((30, 1))])
    want = with_one @ np.linalg.lstsq(with_one, np.eye(3)[classes.y], rcond=None)[0]
    np.testing.assert_allclose(plane(rows), want, atol=1e-6)


def test_full_shrinkage_says_the_shares(rows, classes):
    (plane,) = ridge.solve(rows, classes, shrinkages=[1e12], width=6)
    np.testing.assert_allclose(plane(rows), np.full((30, 3), 1 / 3), atol=1e-6)


def test_scores_of_a_row_sum_to_one(rows, classes):
    (plane,) = ridge.solve(rows, classes, shrinkages=[0.1], width=6)
    np.testing.assert_allclose(plane(rows).sum(1), 1)


def test_left_out_row_is_known_less(rows, classes):
    (plane,) = ridge.solve(rows, classes, shrinkages=[0.1], width=6)
    alone = ridge.leave_one_out(span(rows), classes, shrinkages=[0.1])[0]
    own = np.arange(30), classes.y
    assert alone[own].mean() < plane(rows)[own].mean()
