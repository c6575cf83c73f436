from dataclasses import replace

import numpy as np
import pytest

from peel.problem import find_learner
from peel.search import plan
from tests.unit.search.conftest import tap

LEARNER = find_learner("classification")
TAPS = [tap(0, expansion=0), tap(1), tap(2)]


def test_deepest_cut_is_tried_first():
    trials = plan.trials("net", TAPS, learner=LEARNER)
    assert [trial.tap.point.index for trial in trials] == [2, 1, 0]


def test_poolings_fit_the_depth():
    """Where a block has no wide map there is nothing to pool of it."""
    *_, last = plan.trials("net", TAPS, learner=LEARNER)
    assert last.poolings == LEARNER.poolings(has_expansion=False)


@pytest.mark.parametrize(("n_families", "has_families"), [(100, False), (99, False), (97, True)])
def test_many_near_duplicates_spoil_a_ranking(classes, n_families, has_families):
    targets = classes[np.arange(100) % 36]
    families = np.minimum(np.arange(100), n_families - 1)
    folds = np.arange(100) % 5
    rows = plan.rows(targets, folds=folds, families=families, learner=LEARNER)
    assert rows.has_families == has_families


@pytest.mark.parametrize(("depth", "trials"), [(2, 1), (1, 1), (0, 0)])
def test_fitted_heads_are_tried_at_the_end(candidates, depth, trials):
    best = candidates[0]
    best = replace(best, member=best.member.model_copy(update={"tap": depth}))
    found = plan.trained("net", TAPS, learner=LEARNER, best=best)
    assert [trial.tap for trial in found] == [TAPS[-1]] * trials
