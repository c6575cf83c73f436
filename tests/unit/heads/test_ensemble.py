import numpy as np
import pytest

from peel.heads.ensemble import Ensemble, Fitted
from peel.heads.linear import Linear
from peel.heads.span import Scaling
from peel.images.digest import of_file
from peel.training import heads_file


@pytest.fixture
def ensemble():
    rng = np.random.default_rng(0)
    heads = tuple(
        Fitted(
            tap=tap,
            temperature=1.5,
            linear=Linear(
                scaling=Scaling(mean=rng.normal(size=d), scale=np.ones(d)),
                weight=rng.normal(size=(d, 3)),
                bias=rng.normal(size=3),
            ),
        )
        for tap, d in ((2, 4), (0, 3), (2, 6))
    )
    return Ensemble(heads=heads, temperature=0.8)


def vectors(n=5):
    rng = np.random.default_rng(1)
    return {0: rng.normal(size=(n, 5)), 2: rng.normal(size=(n, 6))}


def test_ensemble_gives_probabilities(ensemble):
    p = ensemble(vectors())
    np.testing.assert_allclose(p.sum(1), 1.0)
    assert p.shape == (5, 3)


def test_taps_in_use_are_sorted(ensemble):
    assert ensemble.taps == [0, 2]


def test_heads_survive_their_file(ensemble, tmp_path):
    heads_file.save(ensemble, tmp_path / "a.npz")
    again = heads_file.read(tmp_path / "a.npz")
    np.testing.assert_array_equal(again(vectors()), ensemble(vectors()))


def test_same_heads_give_same_bytes(ensemble, tmp_path):
    for name in "ab":
        heads_file.save(ensemble, tmp_path / name)
    assert of_file(tmp_path / "a") == of_file(tmp_path / "b")
