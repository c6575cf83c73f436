"""Closed-form leave-one-out scores equal refitting without each row."""

import numpy as np
import pytest

from peel.calibration import softmax
from peel.calibration.mean import mean_of
from peel.heads import lda, ridge
from peel.heads.classes import Classes
from peel.heads.fit import fit
from peel.heads.folds import out_of_fold
from peel.heads.lda import LDA
from peel.heads.ridge import RIDGE
from peel.heads.span import span

TRIED = (1e-3, 0.1, 3.0)


def _data(n, d, k, seed=0):
    rng = np.random.default_rng(seed)
    y = np.arange(n) % k
    return rng.normal(size=(n, d)) + 0.7 * rng.normal(size=(k, d))[y], y


def _brute_lda(x, y, k):
    means = np.stack([x[y == c].mean(0) for c in range(k)])
    within = x - means[y]
    scatter = within.T @ within
    return means, scatter


@pytest.mark.parametrize(("n", "d"), [(30, 8), (24, 60)])
@pytest.mark.parametrize("shrinkage", TRIED)
def test_lda_leave_one_out_equals_refitting(n, d, shrinkage):
    x, y = _data(n, d, 3)
    full = _brute_lda(x, y, 3)[1]
    ridge_term = shrinkage * max(np.trace(full) / d, n - 3)
    got = lda.leave_one_out(span(x - x.mean(0)), Classes(y, 3), shrinkages=[shrinkage])[0]
    for i in range(n):
        rest = np.arange(n) != i
        means, scatter = _brute_lda(x[rest], y[rest], 3)
        inverse = np.linalg.inv(scatter + ridge_term * np.eye(d))
        prior = np.bincount(y[rest], minlength=3) / (n - 1)
        r = x[i] - means
        want = -0.5 * (n - 1 - 3) * np.einsum("kd,de,ke->k", r, inverse, r) + np.log(prior)
        np.testing.assert_allclose(got[i] - got[i, 0], want - want[0], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(("n", "d"), [(30, 8), (24, 60)])
@pytest.mark.parametrize("shrinkage", TRIED)
def test_ridge_leave_one_out_equals_refitting(n, d, shrinkage):
    x, y = _data(n, d, 3)
    x = x - x.mean(0)
    penalty = shrinkage * max((x**2).sum() / d, n - 3)
    got = ridge.leave_one_out(span(x), Classes(y, 3), shrinkages=[shrinkage])[0]
    targets = np.eye(3)[y]
    for i in range(n):
        rest = np.arange(n) != i
        mx, mt = x[rest].mean(0), targets[rest].mean(0)
        a = x[rest] - mx
        w = np.linalg.solve(a.T @ a + penalty * np.eye(d), a.T @ (targets[rest] - mt))
        np.testing.assert_allclose(got[i], (x[i] - mx) @ w + mt, rtol=1e-7, atol=1e-7)


def test_temperature_finds_the_scale_of_scores():
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(4000, 4))
    y = np.array([rng.choice(4, p=row) for row in softmax.probabilities(logits)])
    assert softmax.temperature(7.0 * logits, y) == pytest.approx(7.0, rel=0.08)


def test_nobody_is_surer_than_the_rows_allow():
    """51 rows that are told apart perfectly: the typical answer is not 99.9 % sure."""
    y = np.arange(51) % 3
    scores = np.eye(3)[y] * 50 + np.random.default_rng(0).normal(size=(51, 3))
    p = softmax.probabilities(scores, softmax.temperature(scores, y)).max(1)
    assert 0.95 < np.median(p) < 0.995
    assert (p > 0.999).mean() < 0.1


def test_more_rows_allow_more_certainty():
    sure = []
    for n in (30, 300, 3000):
        y = np.arange(n) % 3
        scores = np.eye(3)[y] * 50
        sure.append(softmax.probabilities(scores, softmax.temperature(scores, y)).max())
    assert sure == sorted(sure)
    assert sure[-1] > 0.999


def test_mean_of_heads_sums_to_one():
    rng = np.random.default_rng(2)
    members = [softmax.probabilities(rng.normal(size=(5, 3))) for _ in range(4)]
    np.testing.assert_allclose(mean_of(members).sum(1), 1.0)


def test_alone_in_its_class_is_never_known():
    x, y = _data(21, 5, 2)
    y[0], y[1:] = 2, np.arange(20) % 2
    got = lda.leave_one_out(span(x - x.mean(0)), Classes(y, 3), shrinkages=[0.1])[0]
    assert np.isfinite(got).all()
    assert got[0].argmax() != 2


def test_row_alone_leaves_others_sure():
    """It once made every answer of the head as likely as any other, so that another form was chosen."""
    rng = np.random.default_rng(0)
    y = np.r_[np.arange(119) % 3, 3]
    x = rng.normal(size=(120, 120)) + 0.5 * rng.normal(size=(4, 120))[y]
    (scores,) = lda.leave_one_out(span(x - x.mean(0)), Classes(y, 4), shrinkages=[1.0])
    p = softmax.probabilities(scores, softmax.temperature(scores, y))
    assert np.median(p.max(1)) > 0.8


@pytest.mark.parametrize("form", [LDA, RIDGE], ids=lambda head: head.name)
@pytest.mark.parametrize("d", [8, 60])
def test_out_of_fold_equals_refitting_each_fold(form, d):
    """Scaling and all: a row's score knows nothing of its fold."""
    x, y = _data(40, d, 3)
    folds, classes = np.arange(40) // 2 % 4, Classes(y, 3)
    scores = out_of_fold(x, classes, wanted={form: TRIED}, folds=folds)[form.name]
    for fold in range(4):
        rest, held = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        for place, shrinkage in enumerate(TRIED):
            head = fit(form, x[rest], targets=classes[rest], shrinkage=shrinkage)
            np.testing.assert_allclose(scores[place, held], head(x[held]), rtol=1e-6, atol=1e-6)


def test_twins_in_one_fold_lend_nothing():
    """Noise doubled: folds that part the twins know every row by its twin, folds that hold both do not."""
    x = np.repeat(np.random.default_rng(3).normal(size=(18, 40)), 2, axis=0)
    classes = Classes(np.repeat(np.arange(18) % 3, 2), 3)
    pairs, apart = np.arange(36) // 2 % 5, np.arange(36) % 2
    kept, lent = (
        out_of_fold(x, classes, wanted={LDA: [0.1]}, folds=f)["lda"][0] for f in (pairs, apart)
    )
    assert (lent.argmax(1) == classes.y).mean() > 0.9
    assert (kept.argmax(1) == classes.y).mean() < 0.7


def test_class_missing_from_a_fold_is_survived():
    x, y = _data(36, 4, 3)
    found = out_of_fold(x, Classes(y, 3), wanted={LDA: [0.1], RIDGE: [0.1]}, folds=y)
    assert all(np.isfinite(scores).all() for scores in found.values())
