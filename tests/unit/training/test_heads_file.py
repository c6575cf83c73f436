import numpy as np
import pytest

from peel.calibration.softmax import SOFTMAX
from peel.heads.linear import Linear
from peel.heads.novelty import Novelty
from peel.heads.scaling import Scaling
from peel.training import heads_file
from peel.training.ensemble import Distance, Ensemble, Fitted, TapAt

AT = TapAt("net", 3)


def head(weight=1.0):
    rng = np.random.default_rng(0)
    scaling = Scaling(mean=rng.normal(size=4), scale=np.ones(4))
    linear = Linear(scaling=scaling, weight=rng.normal(size=(4, 3)), bias=rng.normal(size=3))
    return Fitted(at=AT, calibration=(1.5,), linear=linear, weight=weight)


def ensemble(*heads, distance=None):
    return Ensemble(heads=heads, calibration=SOFTMAX, parameters=(0.8,), distance=distance)


@pytest.fixture
def distance():
    rng = np.random.default_rng(1)
    novelty = Novelty(
        scaling=Scaling(mean=np.zeros(4), scale=np.ones(4)),
        basis=rng.normal(size=(4, 2)),
        quadratic=np.eye(2),
        linear=rng.normal(size=(3, 2)),
        bias=rng.normal(size=3),
    )
    return Distance(at=AT, novelty=novelty)


@pytest.fixture
def again(tmp_path):
    """The ensemble that comes back from its file."""

    def again(one):
        heads_file.save(one, tmp_path / "heads.npz")
        return heads_file.read(tmp_path / "heads.npz", SOFTMAX)

    return again


def test_weights_in_the_mean_come_back(again):
    assert again(ensemble(head(2.0), head(1.0))).weights == [2.0, 1.0]


def test_calibrations_come_back(again):
    found = again(ensemble(head()))
    assert (found.heads[0].calibration, found.parameters) == ((1.5,), (0.8,))


def test_many_heads_keep_their_order(again):
    heads = [head(float(number)) for number in range(1, 13)]
    assert again(ensemble(*heads)).weights == [float(number) for number in range(1, 13)]


def test_distance_comes_back(again, distance):
    vectors = {AT: np.random.default_rng(2).normal(size=(5, 4))}
    found = again(ensemble(head(), distance=distance)).distance
    np.testing.assert_array_equal(found(vectors), distance(vectors))


def test_heads_without_distance_have_none(again):
    assert again(ensemble(head())).distance is None


def test_file_holds_nothing_pickled(tmp_path):
    heads_file.save(ensemble(head()), tmp_path / "heads.npz")
    with np.load(tmp_path / "heads.npz", allow_pickle=False) as arrays:
        assert not any(arrays[name].dtype.hasobject for name in arrays.files)
