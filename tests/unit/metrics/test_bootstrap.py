"""The bootstrap over families."""

from __future__ import annotations

import numpy as np
import pytest

from peel.metrics import bootstrap


class Mean:
    def __init__(self, values):
        self.values = values

    def __call__(self, *, weights):
        return (weights * self.values).sum(axis=1) / weights.sum(axis=1)


def _weights(families, seed=0):
    return np.concatenate(list(bootstrap.draw_weights(families, seed=seed)))


def test_a_thousand_draws_are_made():
    assert _weights(np.arange(30)).shape == (1000, 30)


def test_family_is_drawn_as_one():
    weights = _weights(np.array([7, 7, 3, 7, 3]))
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 2] == weights[:, 4]).all()
    assert (weights[:, 0] + weights[:, 2] == 2).all()


def test_same_seed_draws_the_same():
    families = np.arange(20)
    assert (_weights(families) == _weights(families)).all()
    assert (_weights(families) != _weights(families, seed=1)).any()


def test_blocks_add_up_to_all_draws():
    n = bootstrap._BLOCK_CELLS // 400
    blocks = [len(block) for block in bootstrap.draw_uniforms(n, seed=0, draws=1000)]
    assert blocks == [400, 400, 200]


def test_interval_matches_the_normal_theory():
    values = np.random.default_rng(0).normal(size=400)
    (drawn,) = bootstrap.replicate([Mean(values)], np.arange(400), seed=0)
    low, high = bootstrap.percentile_interval(drawn)
    half = 1.96 * values.std() / 20
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half), abs=0.02)


def test_copies_do_not_narrow_the_interval():
    values = np.random.default_rng(0).normal(size=100)
    alone = bootstrap.replicate([Mean(values)], np.arange(100), seed=0)
    copied = bootstrap.replicate([Mean(np.repeat(values, 5))], np.repeat(np.arange(100), 5), seed=0)
    np.testing.assert_allclose(alone, copied)


def test_everything_right_is_not_certain():
    low, high = bootstrap.share_interval(1.0, np.ones(1000), n_effective=20)
    assert 0.8 < low < 0.9
    assert high == 1.0


def test_wide_draws_stay_wide():
    draws = np.linspace(0, 1, 1000)
    assert bootstrap.share_interval(0.5, draws, n_effective=1e9) == pytest.approx((0.025, 0.975))


@pytest.mark.parametrize(("sizes", "want"), [([10, 10], 20), ([1000, 2], 8), ([5], 5)])
def test_rare_class_limits_effective_items(sizes, want):
    targets = np.repeat(np.arange(len(sizes)), sizes)
    found = bootstrap.effective_items(targets, np.arange(len(targets)))
    assert found == pytest.approx(want, rel=0.01)


def test_copies_are_no_effective_items():
    assert bootstrap.effective_items(np.zeros(9, int), np.arange(9) // 3) == 3
