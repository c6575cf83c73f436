"""The distance to the training rows: strangers lie further away, and how well is told truly."""

from __future__ import annotations

import numpy as np
import pytest

from peel.heads import novelty
from peel.heads.classes import Classes

RNG = np.random.default_rng(0)
Y = np.repeat(np.arange(4), 50)
CENTRES = RNG.normal(0, 3, (5, 20))
X = CENTRES[Y] + RNG.normal(0, 1, (200, 20))
STRANGERS = CENTRES[4] + RNG.normal(0, 1, (50, 20))
FOLDS = np.arange(200) % 5
CLASSES = Classes(Y, 4)


def test_strangers_lie_further_away() -> None:
    distance = novelty.fit(X[FOLDS > 0], CLASSES[np.flatnonzero(FOLDS > 0)])
    assert novelty.auroc(distance(X[FOLDS == 0]), distance(STRANGERS)) > 0.95


def test_left_out_classes_are_told() -> None:
    told = novelty.left_out(X, CLASSES, folds=FOLDS)
    assert told is not None
    assert told.auroc > 0.9
    assert told.found > 0.5
    assert told.n_classes == 4


@pytest.mark.parametrize("n_folds", [2, 3])
def test_few_folds_take_turns(n_folds: int) -> None:
    told = novelty.left_out(X, CLASSES, folds=np.arange(200) % n_folds)
    assert told is not None
    assert told.n_classes == 4


def test_classes_that_tell_nothing_are_not_counted() -> None:
    """All of the fold that is held out for the last class is that class, so nothing known is left to compare."""
    folds = np.where(Y == 3, 3, np.arange(200) % 3)
    told = novelty.left_out(X, CLASSES, folds=folds)
    assert told is not None
    assert told.n_classes == 3


def test_noise_tells_no_strangers() -> None:
    told = novelty.left_out(RNG.normal(0, 1, (200, 20)), CLASSES, folds=FOLDS)
    assert told is not None
    assert told.auroc == pytest.approx(0.5, abs=0.15)


def test_two_classes_leave_none_out() -> None:
    assert novelty.left_out(X[:100], CLASSES[np.arange(100)], folds=FOLDS[:100]) is None


def test_distance_is_of_rows_not_learnt_from() -> None:
    inside = novelty.fit(X, CLASSES)(X)
    outside = novelty.out_of_fold(X, CLASSES, folds=FOLDS)
    assert np.quantile(outside, novelty.SHARE) > np.quantile(inside, novelty.SHARE)


def test_distance_is_the_relative_one() -> None:
    """Against the textbook form: the nearest class's Mahalanobis distance less that to the middle of all."""
    found = novelty.fit(X, CLASSES)
    c = found.scaling(X) @ found.basis
    means = CLASSES.means(c)

    def inverse(rows: np.ndarray, freedom: int) -> np.ndarray:
        s = rows.T @ rows / freedom
        return np.linalg.inv(s + 0.1 * np.trace(s) / len(s) * np.eye(len(s)))

    a, b = inverse(c - means[Y], 196), inverse(c - c.mean(0), 199)
    near = np.min([np.einsum("ij,jk,ik->i", c - m, a, c - m) for m in means], axis=0)
    middle = np.einsum("ij,jk,ik->i", c - c.mean(0), b, c - c.mean(0))
    np.testing.assert_allclose(found(X), near - middle, atol=1e-8)
