"""Against the textbook; tests/contract/test_closed_forms.py compares with refitting."""

import numpy as np
import pytest

from peel.heads import lda
from peel.heads.classes import Classes
from peel.heads.span import span


@pytest.fixture
def classes():
    return Classes(np.arange(30) % 3, 3)


@pytest.fixture
def rows(classes):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 6)) + 2 * rng.normal(size=(3, 6))[classes.y]
    return x - x.mean(0)


def test_hardly_shrunk_scatter_is_the_textbook(rows, classes):
    (plane,) = lda.solve(rows, classes, shrinkages=[1e-9], width=6)
    means = classes.means(rows)
    within = rows - means[classes.y]
    inverse = np.linalg.inv(within.T @ within / classes.freedom)
    want = rows @ inverse @ means.T - 0.5 * np.einsum("kd,de,ke->k", means, inverse, means)
    got = plane(rows)
    np.testing.assert_allclose(got - got[:, :1], want - want[:, :1], rtol=1e-5, atol=1e-6)


def test_more_shrinkage_means_smaller_weights(rows, classes):
    planes = lda.solve(rows, classes, shrinkages=[1e-3, 1.0, 1e3], width=6)
    sizes = [np.abs(plane.weight).sum() for plane in planes]
    assert sizes == sorted(sizes, reverse=True)


def test_absent_class_is_never_answered(rows):
    classes = Classes(np.arange(30) % 2, 3)
    (plane,) = lda.solve(rows, classes, shrinkages=[0.1], width=6)
    assert 2 not in plane(rows).argmax(1)


def test_common_class_is_answered_in_doubt():
    classes = Classes(np.array([0] * 9 + [1]), 2)
    rows = np.zeros((10, 2))
    rows[:, 0] = np.random.default_rng(0).normal(size=10)
    (plane,) = lda.solve(rows - rows.mean(0), classes, shrinkages=[1e6], width=2)
    assert plane(np.zeros((1, 2))).argmax() == 0


def test_lonely_row_never_knows_its_class(rows):
    classes = Classes(np.array([2, *(np.arange(29) % 2)]), 3)
    scores = lda.leave_one_out(span(rows), classes, shrinkages=[0.1])[0]
    assert scores[0, 2] == scores[0, :2].min()


def test_lonely_row_of_two_is_never_right(rows):
    classes = Classes(np.array([1, *([0] * 29)]), 2)
    scores = lda.leave_one_out(span(rows), classes, shrinkages=[0.1])[0]
    assert scores[0].argmax() == 0


def test_every_shrinkage_has_its_scores(rows, classes):
    assert lda.leave_one_out(span(rows), classes, shrinkages=[0.1, 1.0]).shape == (2, 30, 3)
