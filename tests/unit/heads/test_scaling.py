import numpy as np

from peel.heads.classes import Classes
from peel.heads.scaling import Scaled, Scaling, floored


def test_constant_feature_is_no_division_by_zero():
    x = np.random.default_rng(1).normal(size=(20, 3))
    x[:, 1] = 4.0
    s = Classes(np.arange(20) % 2, 2).scaling(x)
    assert np.isfinite(s(x)).all()
    np.testing.assert_allclose(s(x)[:, 1], 0.0)


def test_all_features_constant_is_finite():
    x = np.full((6, 3), 2.0)
    assert np.isfinite(Classes(np.arange(6) % 2, 2).scaling(x)(x)).all()


def test_rounding_gives_no_scale():
    s = floored(np.array([0.0, 0.0, 256.0]), np.array([1.0, 1e-6, 0.5]))
    np.testing.assert_allclose(s.scale, [1.0, 0.005, 1.0])


def test_scaled_rows_are_computed_when_read():
    x = np.arange(8.0).reshape(4, 2)
    s = Scaling(mean=np.ones(2), scale=np.full(2, 2.0))
    np.testing.assert_allclose(Scaled(x=x, scaling=s)[1:3], s(x[1:3]))
