import numpy as np
import pytest

from peel.heads.classes import Classes


@pytest.fixture
def classes():
    """Six rows of three classes, of which the last has none."""
    return Classes(np.array([0, 1, 0, 1, 1, 0]), 3)


def test_absent_class_counts_nothing(classes):
    assert classes.counts.tolist() == [3, 3, 0]
    assert classes.seen.tolist() == [True, True, False]


def test_every_mean_costs_a_row(classes):
    assert classes.freedom == 3


def test_means_are_those_of_the_rows(classes):
    x = np.random.default_rng(0).normal(size=(6, 4))
    np.testing.assert_allclose(classes.means(x)[0], x[[0, 2, 5]].mean(0))


def test_mean_of_an_absent_class_is_zero(classes):
    assert classes.means(np.ones((6, 2)))[2].tolist() == [0, 0]


def test_some_rows_keep_all_classes(classes):
    some = classes[np.array([1, 3])]
    assert (some.y.tolist(), some.k) == ([1, 1], 3)


def test_scale_is_that_within_the_classes(classes):
    """What sets the classes apart is no noise."""
    x = np.random.default_rng(0).normal(size=(6, 3)) + 100 * classes.y[:, None]
    scaling = classes.scaling(x)
    within = x - classes.means(x)[classes.y]
    np.testing.assert_allclose(scaling.scale, np.sqrt((within**2).sum(0) / 3))
    np.testing.assert_allclose(scaling.mean, x.mean(0))


def test_absent_class_is_as_unlikely_as_another(classes):
    scores = np.array([[3.0, 1.0, 9.0]])
    assert classes.bound(scores).tolist() == [[3.0, 1.0, 1.0]]


def test_single_class_bounds_nothing():
    scores = np.array([[3.0, 9.0]])
    assert Classes(np.zeros(4, np.int64), 2).bound(scores) is scores
