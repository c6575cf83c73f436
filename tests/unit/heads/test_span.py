import numpy as np
import pytest

from peel.heads.classes import Classes
from peel.heads.span import span


@pytest.mark.parametrize("shape", [(30, 7), (12, 40)])
def test_span_keeps_products_of_rows(shape):
    rows = np.random.default_rng(0).normal(size=shape)
    reduced = span(rows)
    np.testing.assert_allclose(
        reduced.coordinates @ reduced.coordinates.T, rows @ rows.T, atol=1e-9
    )
    assert reduced.width == shape[1]


def test_constant_feature_is_no_division_by_zero():
    x = np.random.default_rng(1).normal(size=(20, 3))
    x[:, 1] = 4.0
    s = Classes(np.arange(20) % 2, 2).scaling(x)
    assert np.isfinite(s(x)).all()
    np.testing.assert_allclose(s(x)[:, 1], 0.0)


def test_all_features_constant_is_finite():
    x = np.full((6, 3), 2.0)
    assert np.isfinite(Classes(np.arange(6) % 2, 2).scaling(x)(x)).all()


def test_class_without_rows_has_zero_mean():
    means = Classes(np.array([0, 0, 2]), 3).means(np.ones((3, 2)))
    np.testing.assert_array_equal(means, [[1, 1], [0, 0], [1, 1]])
