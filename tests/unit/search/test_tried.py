"""Which of several detectors is taken."""

import numpy as np
import pytest

from peel.search.tried import Tried, taken
from peel.types.score import Score

DRAWS = np.random.default_rng(0).normal(0.8, 0.02, 500)


def one(value, macs, *, noise):
    """A detector whose score moves with the same families as all others, and by `noise` of its own."""
    own = np.random.default_rng(macs).normal(0, noise, 500)
    score = Score(name="map50", value=value, low=0, high=1)
    return Tried(None, None, [], None, score, DRAWS + value - 0.8 + own, 0, macs, 0)


@pytest.mark.parametrize(("noise", "macs"), [(0.02, 1), (0.002, 2)])
def test_least_work_within_an_error_wins(noise, macs):
    """The error is that of the difference: what moves both alike does not count."""
    assert taken([one(0.80, 1, noise=noise), one(0.81, 2, noise=noise)]).macs == macs


def test_better_and_smaller_is_taken():
    assert taken([one(0.9, 1, noise=0.01), one(0.8, 2, noise=0.01)]).macs == 1
