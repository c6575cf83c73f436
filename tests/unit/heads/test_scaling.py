import numpy as np
import pytest

from peel.heads.classes import Classes
from peel.heads.scaling import Scaled, Scaling, floored


@pytest.fixture
def scaling():
    return Scaling(mean=np.array([1.0, 2.0]), scale=np.array([2.0, 4.0]))


def test_features_are_standardised(scaling):
    assert scaling(np.array([[3.0, 10.0]])).tolist() == [[1.0, 2.0]]


def test_half_precision_is_counted_in_double(scaling):
    assert scaling(np.ones((1, 2), np.float16)).dtype == np.float64


def test_rows_are_standardised_when_read(scaling):
    x = np.random.default_rng(0).normal(size=(5, 2))
    rows = Scaled(x=x, scaling=scaling)
    assert rows.shape == (5, 2)
    np.testing.assert_array_equal(rows[1:3], scaling(x)[1:3])


@pytest.mark.parametrize(
    ("mean", "least"), [([0.0, 0.0, 0.0], 5e-3), ([10.0, -10.0, 10.0], 10 / 256)]
)
def test_what_hardly_varies_is_rounding(mean, least):
    found = floored(np.array(mean), np.full(3, 1e-9))
    np.testing.assert_allclose(found.scale, least)


def test_scale_is_no_thousandth_of_the_others():
    found = floored(np.zeros(3), np.array([1e-9, 100.0, 100.0]))
    np.testing.assert_allclose(found.scale, [0.1, 100, 100])


def test_what_varies_keeps_its_scale():
    deviation = np.array([0.5, 1.0, 2.0])
    np.testing.assert_array_equal(floored(np.ones(3), deviation).scale, deviation)


def test_constant_feature_is_no_division_by_zero():
    x = np.random.default_rng(1).normal(size=(20, 3))
    x[:, 1] = 4.0
    s = Classes(np.arange(20) % 2, 2).scaling(x)
    assert np.isfinite(s(x)).all()
    np.testing.assert_allclose(s(x)[:, 1], 0.0)


def test_all_features_constant_is_finite():
    x = np.full((6, 3), 2.0)
    assert np.isfinite(Classes(np.arange(6) % 2, 2).scaling(x)(x)).all()
