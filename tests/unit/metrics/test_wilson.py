"""Wilson's interval."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from peel.metrics.wilson import wilson


@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (3, 7), (199, 212), (9000, 10000)])
def test_interval_equals_the_textbook(k, n):
    want = binomtest(k, n).proportion_ci(method="wilson")
    assert wilson(k, n) == pytest.approx((want.low, want.high), abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 5, 1000])
def test_interval_has_width_at_the_ends(n):
    assert wilson(0, n)[0] == 0
    assert wilson(0, n)[1] > 0
    assert wilson(n, n)[0] < 1
    assert wilson(n, n)[1] == 1


def test_no_items_know_nothing():
    assert wilson(0, 0) == (0, 1)
