"""Bins of equal mass and their error."""

from __future__ import annotations

import numpy as np
import pytest

from peel.metrics.accuracy import once
from peel.metrics.bootstrap import draw_uniforms
from peel.metrics.calibration import assign_bins, calibration_error, error_of_perfect, reliability

RNG = np.random.default_rng(1)
CONFIDENCE = RNG.uniform(0.3, 1.0, 600)
RIGHT = (RNG.random(600) < CONFIDENCE).astype(float)


def _error(confidence, right):
    gaps, bins = confidence - right, assign_bins(confidence)
    return calibration_error(gaps, bins, weights=once(len(gaps)))[0]


def test_bins_hold_as_many_items_each():
    assert np.bincount(assign_bins(CONFIDENCE)).tolist() == [40] * 15


@pytest.mark.parametrize(("n", "bins"), [(1, 1), (19, 1), (20, 2), (149, 14), (150, 15), (600, 15)])
def test_few_items_make_few_bins(n, bins):
    assert assign_bins(CONFIDENCE[:n]).max() + 1 == bins


def test_same_confidence_shares_a_bin():
    bins = assign_bins(np.full(300, 0.8))
    assert set(bins) == {0}


def test_error_ignores_the_order():
    turn = RNG.permutation(600)
    assert _error(CONFIDENCE[turn], RIGHT[turn]) == pytest.approx(_error(CONFIDENCE, RIGHT))


def test_error_finds_an_overconfident_model():
    right = (RNG.random(600) < CONFIDENCE - 0.2).astype(float)
    assert _error(CONFIDENCE, right) == pytest.approx(0.2, abs=0.05)


def test_calibrated_model_stays_below_the_level():
    bins = assign_bins(CONFIDENCE)
    level = error_of_perfect(CONFIDENCE, bins, uniforms=draw_uniforms(600, seed=0))
    assert _error(CONFIDENCE, RIGHT) < level < 0.1


def test_rows_of_bins_tell_the_error():
    rows = reliability(CONFIDENCE, RIGHT, bins=assign_bins(CONFIDENCE))
    error = sum(row["n"] * abs(row["confidence"] - row["accuracy"]) for row in rows) / 600
    assert error == pytest.approx(_error(CONFIDENCE, RIGHT))
    assert [row["low"] for row in rows] == sorted(row["low"] for row in rows)
    assert all(row["low"] <= row["confidence"] <= row["high"] for row in rows)
