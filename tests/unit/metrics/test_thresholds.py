import numpy as np
import pytest
from sklearn.metrics import f1_score

from peel.metrics import thresholds

RNG = np.random.default_rng(0)
OUTPUTS = RNG.random(120).round(2)
YES = RNG.random(120) < OUTPUTS


def test_no_threshold_has_better_f1():
    found = f1_score(YES, thresholds.best(OUTPUTS, YES) <= OUTPUTS)
    assert found == max(f1_score(YES, level <= OUTPUTS) for level in OUTPUTS)


def test_label_nobody_has_gets_common_threshold():
    outputs = np.stack([OUTPUTS, OUTPUTS / 4, OUTPUTS], 1)
    targets = np.stack([YES, YES, np.zeros(120)], 1).astype(np.int8)
    found, common = (
        thresholds.choose(outputs, targets),
        thresholds.best(outputs.ravel(), targets.ravel() == 1),
    )
    assert found[2] == pytest.approx(common)
    assert common not in found[:2]


def test_more_items_trust_their_own_threshold():
    """The own threshold is .15, the one of all nearly .55."""
    gaps = []
    for n in (10, 1000):
        own = np.where(np.arange(2 * n) < n, 0.2, 0.1)
        many = np.where(np.arange(2 * n) < n, 0.9, 0.2)
        outputs = np.stack([own] + [many] * 5, 1)
        targets = np.repeat((np.arange(2 * n) < n).astype(np.int8)[:, None], 6, axis=1)
        gaps.append(thresholds.choose(outputs, targets)[0] - 0.15)
    assert gaps[0] > 10 * gaps[1] > 0


def test_unknown_entries_move_no_threshold():
    outputs = np.stack([OUTPUTS, OUTPUTS], 1)
    targets = np.stack([YES, YES], 1).astype(np.int8)
    known = thresholds.choose(outputs, targets)
    more = np.concatenate([outputs, RNG.random((50, 2))])
    masked = np.concatenate([targets, np.full((50, 2), -1, np.int8)])
    np.testing.assert_array_equal(thresholds.choose(more, masked), known)
