from dataclasses import replace

import numpy as np

from peel.search.choose import best_heads, out_of_fold
from peel.search.trial import rank


def test_choice_takes_the_best_heads(candidates, classes):
    chosen = best_heads(candidates, classes, n=3)
    assert chosen == sorted(candidates, key=rank)[:3]


def test_choice_stays_in_one_network(candidates, classes):
    worse = [
        replace(c, backbone="other", probabilities=np.full((36, 3), 1 / 3)) for c in candidates
    ]
    assert {c.backbone for c in best_heads(candidates + worse, classes, n=4)} == {"net"}


def test_twins_in_one_fold_lend_nothing(candidates, classes):
    """Noise doubled: leave-one-out knows every row by its twin, folds that hold both do not."""
    rng = np.random.default_rng(3)
    x = np.repeat(rng.normal(size=(18, 40)), 2, axis=0)
    y = classes[np.repeat(np.arange(18), 2)]
    chosen = [replace(candidates[0], width=40)]
    pairs = np.arange(36) // 2 % 5
    apart = np.arange(36) % 2
    vectors = {chosen[0].member.tap: x}
    kept = out_of_fold(chosen, y, folds=pairs, vectors=vectors)
    lent = out_of_fold(chosen, y, folds=apart, vectors=vectors)
    assert (lent.argmax(1) == y.y).mean() > 0.9
    assert (kept.argmax(1) == y.y).mean() < 0.7


def test_class_missing_from_a_fold_is_survived(candidates, classes):
    chosen = [replace(candidates[0], width=4)]
    x = {chosen[0].member.tap: np.random.default_rng(4).normal(size=(36, 4))}
    folds = classes.y.copy()
    p = out_of_fold(chosen, classes, folds=folds, vectors=x)
    np.testing.assert_allclose(p.sum(1), 1.0)
