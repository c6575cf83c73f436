import numpy as np
import pytest
from scipy.stats import binom

from peel.metrics.sign import mid_p, spent


@pytest.mark.parametrize(
    ("better", "worse"), [(0, 0), (0, 7), (7, 0), (3, 9), (120, 80), (2000, 1900)]
)
def test_mid_p_is_the_binomials(better, worse):
    n = better + worse
    expected = binom.sf(better, n, 0.5) + binom.pmf(better, n, 0.5) / 2
    assert mid_p(better, worse) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_two_sides_make_one():
    assert mid_p(9, 4) + mid_p(4, 9) == pytest.approx(1)


def test_all_looks_spend_no_more():
    looks = sum(spent(0.05, k) for k in range(1, 10_000))
    assert looks == pytest.approx(0.05, rel=1e-3)
    assert np.all(np.diff([spent(0.05, k) for k in range(1, 9)]) < 0)
