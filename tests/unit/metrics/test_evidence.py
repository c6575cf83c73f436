"""How likely a true score is, by items that are right and by the bootstrap."""

from __future__ import annotations

import numpy as np
import pytest

from peel.metrics.accuracy import balanced_accuracy, macro_f1
from peel.metrics.beta import chance_at_least
from peel.metrics.evidence import Predicted, of_means, of_shares


def _answered(targets, wrong=(), families=None, k=2):
    targets = np.asarray(targets)
    predicted = targets.copy()
    predicted[list(wrong)] = (targets[list(wrong)] + 1) % k
    families = np.arange(len(targets)) if families is None else np.asarray(families)
    return Predicted(predicted, targets, families, k)


def test_share_has_the_chance_of_jeffreys():
    seen = of_shares(_answered([0, 1] * 50, wrong=range(7)))
    assert seen.chance(0.9) == chance_at_least(0.9, right=93, wrong=7)


def test_near_duplicates_count_as_one():
    seen = of_shares(_answered([0, 1] * 40, families=np.arange(80) // 8))
    assert seen.effective == 10
    assert seen.chance(0.9) == chance_at_least(0.9, right=10, wrong=0)


def test_more_items_make_surer():
    seen = of_shares(_answered([0, 1] * 50, wrong=range(7)))
    assert seen.chance(0.9, 4) > seen.chance(0.9, 2) > seen.chance(0.9)
    assert seen.chance(0.95, 4) < seen.chance(0.95)


def test_constant_answer_is_compared_in_pairs():
    seen = of_shares(_answered([0] * 90 + [1] * 10, wrong=range(89, 95)))
    assert (seen.constant, seen.only_model, seen.only_constant) == (0.9, 5, 1)
    assert seen.chance_over_constant() == chance_at_least(0.5, right=5, wrong=1)


@pytest.mark.parametrize(("statistic", "constant"), [(balanced_accuracy, 0.5), (macro_f1, 3 / 7)])
def test_mean_of_classes_knows_its_constant(statistic, constant):
    seen = of_means(_answered([0] * 15 + [1] * 5), statistic=statistic, seed=0)
    assert seen.constant == pytest.approx(constant)


def test_mean_of_classes_is_never_certain():
    seen = of_means(_answered([0] * 30 + [1] * 3), statistic=balanced_accuracy, seed=0)
    assert seen.value == 1
    assert 0.5 < seen.chance(0.9) < 0.9  # three items of the second class


def test_untested_classes_are_counted_as_none():
    assert of_shares(_answered([0, 0, 2], k=4)).tested == (2, 0, 1, 0)
