"""The incomplete beta function against scipy's, which the base install does without."""

from __future__ import annotations

import pytest
from scipy.special import betainc

from peel.metrics.beta import chance_at_least, incomplete_beta


@pytest.mark.parametrize("a", [0.5, 1.0, 13.5, 199.5, 5000.5])
@pytest.mark.parametrize("b", [0.5, 2.0, 60.5, 90000.5])
@pytest.mark.parametrize("x", [0.001, 0.1, 0.5, 0.93, 0.9999])
def test_incomplete_beta_equals_scipy(a, b, x):
    assert incomplete_beta(x, a=a, b=b) == pytest.approx(betainc(a, b, x), rel=1e-9, abs=1e-280)


@pytest.mark.parametrize(("x", "want"), [(0.0, 0.0), (1.0, 1.0), (-1.0, 0.0)])
def test_incomplete_beta_ends_are_exact(x, want):
    assert incomplete_beta(x, a=2, b=3) == want


@pytest.mark.parametrize(("threshold", "want"), [(0.0, 1.0), (1.0, 0.0)])
def test_chance_is_certain_at_the_ends(threshold, want):
    assert chance_at_least(threshold, right=3, wrong=0) == want


def test_chance_is_half_for_even_odds():
    assert chance_at_least(0.5, right=7, wrong=7) == pytest.approx(0.5)


def test_more_items_make_it_surer():
    few, many = (chance_at_least(0.9, right=n * 95, wrong=n * 5) for n in (1, 10))
    assert few < many < 1
