import numpy as np
import pytest

from peel.calibration.mean import mean_of

ONE, OTHER = np.array([[0.2, 0.8]]), np.array([[0.6, 0.4]])


def test_heads_count_alike_by_default():
    np.testing.assert_allclose(mean_of([ONE, OTHER]), [[0.4, 0.6]])


def test_heavier_head_counts_more():
    np.testing.assert_allclose(mean_of([ONE, OTHER], [3, 1]), [[0.3, 0.7]])


def test_equal_weights_change_no_bit():
    heads = [ONE, OTHER, ONE]
    np.testing.assert_array_equal(mean_of(heads, [0.1] * 3), mean_of(heads))


def test_mean_of_probabilities_sums_to_one():
    assert mean_of([ONE, OTHER], [0.3, 0.9]).sum() == pytest.approx(1)


def test_head_without_weight_is_refused():
    with pytest.raises(ValueError, match="zip"):
        mean_of([ONE, OTHER], [1, 2, 3])
