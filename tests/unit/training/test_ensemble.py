from dataclasses import replace

import numpy as np
import pytest

from peel.calibration.softmax import SOFTMAX
from peel.heads.linear import Linear
from peel.heads.scaling import Scaling
from peel.images.digest import of_file
from peel.training import heads_file
from peel.training.ensemble import Ensemble, Fitted, TapAt


@pytest.fixture
def ensemble():
    rng = np.random.default_rng(0)
    heads = tuple(
        Fitted(
            at=TapAt("net", tap),
            calibration=(1.5,),
            linear=Linear(
                scaling=Scaling(mean=rng.normal(size=d), scale=np.ones(d)),
                weight=rng.normal(size=(d, 3)),
                bias=rng.normal(size=3),
            ),
        )
        for tap, d in ((2, 4), (0, 3), (2, 6))
    )
    return Ensemble(heads=heads, calibration=SOFTMAX, parameters=(0.8,))


def vectors(n=5):
    rng = np.random.default_rng(1)
    return {TapAt("net", 0): rng.normal(size=(n, 5)), TapAt("net", 2): rng.normal(size=(n, 6))}


def test_ensemble_gives_probabilities(ensemble):
    p = ensemble(vectors())
    np.testing.assert_allclose(p.sum(1), 1.0)
    assert p.shape == (5, 3)


def test_taps_in_use_are_sorted(ensemble):
    assert ensemble.taps == [TapAt("net", 0), TapAt("net", 2)]


def test_heads_survive_their_file(ensemble, tmp_path):
    heads_file.save(ensemble, tmp_path / "a.npz")
    again = heads_file.read(tmp_path / "a.npz", SOFTMAX)
    np.testing.assert_array_equal(again(vectors()), ensemble(vectors()))


def test_same_heads_give_same_bytes(ensemble, tmp_path):
    for name in "ab":
        heads_file.save(ensemble, tmp_path / name)
    assert of_file(tmp_path / "a") == of_file(tmp_path / "b")


def test_weights_of_heads_count(ensemble):
    """A head that counts for nothing changes nothing."""
    first, *others = ensemble.heads
    silent = tuple(replace(head, weight=0.0) for head in others)
    alone = replace(ensemble, heads=(first,))
    weighed = replace(ensemble, heads=(first, *silent))
    np.testing.assert_allclose(weighed(vectors()), alone(vectors()), atol=1e-12)
