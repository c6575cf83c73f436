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


def test_class_without_rows_has_zero_mean():
    means = Classes(np.array([0, 0, 2]), 3).means(np.ones((3, 2)))
    np.testing.assert_array_equal(means, [[1, 1], [0, 0], [1, 1]])
