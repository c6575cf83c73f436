import numpy as np

from peel.heads.classes import Classes


def test_class_without_rows_has_zero_mean():
    means = Classes(np.array([0, 0, 2]), 3).means(np.ones((3, 2)))
    np.testing.assert_array_equal(means, [[1, 1], [0, 0], [1, 1]])


def test_class_without_rows_is_unseen():
    classes = Classes(np.array([0, 0, 2, 2, 2]), 3)
    assert classes.seen.tolist() == [True, False, True]
    assert classes.freedom == 2


def test_scale_is_deviation_within_classes():
    y = np.arange(200) % 2
    x = np.random.default_rng(0).normal(size=(200, 3)) + 100 * y[:, None]
    assert np.allclose(Classes(y, 2).scaling(x).scale, 1, atol=0.2)
