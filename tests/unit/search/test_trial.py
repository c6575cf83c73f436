from dataclasses import replace

import numpy as np

from peel.heads.folds import out_of_fold
from peel.heads.labels import LabelMatrix
from peel.heads.lda import LDA
from peel.heads.span import span
from peel.problem import find_learner
from peel.search.trial import SearchRows, Trial, rank, run
from peel.types.pooling import Pooling
from tests.unit.search.conftest import tap


def test_trial_scores_each_pooling_and_head(candidates):
    pairs = {(c.member.tap, c.member.pooling, c.member.head) for c in candidates}
    assert len(pairs) == len(candidates) == 8


def test_trial_gives_best_log_loss_first(candidates):
    first = [c for c in candidates if c.member.tap == 0]
    assert first == sorted(first, key=lambda c: c.log_loss)


def test_easier_depth_ranks_first(candidates):
    assert min(candidates, key=rank).member.tap == 1


def test_width_follows_the_pooling(candidates):
    assert {c.member.pooling: c.width for c in candidates} == {"mean": 4, "ems": 11}


def test_labels_show_what_ranks_them():
    """Their scaling knows no targets, so each row is shown as the model of all other rows scores it."""
    rng, learner, t = np.random.default_rng(0), find_learner("multilabel"), tap(0)
    x = rng.normal(size=(40, t.total))
    targets = LabelMatrix((x[:, :2] + rng.normal(size=(40, 2)) > 0).astype(np.int8))
    families = np.arange(40)
    rows = SearchRows(
        targets=targets, folds=families % 5, families=families, has_families=False, learner=learner
    )
    trial = Trial(branch="net", tap=t, poolings=(Pooling.MEAN,), heads=learner.heads())
    (found,) = run(trial, x, rows=rows)
    losses = learner.calibration.losses(found.held_out, targets)
    np.testing.assert_allclose(losses, found.losses, rtol=1e-5)


def test_look_alikes_rank_both_ways(rows):
    """What ranks is the mean of what a head loses without a row and without the row's whole family."""
    t, targets, learner = tap(0), rows.targets, rows.learner
    x = np.random.default_rng(0).normal(size=(36, t.total)) + np.eye(3, t.total)[targets.y]
    (found,) = run(
        Trial(branch="net", tap=t, poolings=(Pooling.MEAN,), heads=(LDA,)),
        x,
        rows=replace(rows, has_families=True),
    )
    x = x[:, : found.width]
    place = LDA.shrinkages.index(found.member.shrinkage)
    alone = LDA.leave_one_out(span(targets.scaling(x)(x)), targets)[place]
    wanted = {LDA: (found.member.shrinkage,)}
    apart = out_of_fold(x, targets, wanted=wanted, folds=rows.folds)[LDA.name][0]
    losses = [
        learner.calibration.losses(
            learner.calibration.apply(scores, found.member.calibration), targets
        )
        for scores in (alone, apart)
    ]
    assert not np.allclose(*losses)
    np.testing.assert_allclose(found.losses, np.mean(losses, axis=0), rtol=1e-5)
