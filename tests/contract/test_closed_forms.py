"""Closed-form leave-one-out scores equal refitting without each row."""

import numpy as np
import pytest

from peel.heads import lda, mean, ridge
from peel.heads.classes import Classes
from peel.heads.folds import out_of_fold
from peel.heads.span import SHRINKAGES, Scaling, scaling, span

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
    ridge_term = shrinkage * np.trace(full) / d
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
    penalty = shrinkage * (x**2).sum() / d
    got = ridge.leave_one_out(span(x), Classes(y, 3), shrinkages=[shrinkage])[0]
    targets = np.eye(3)[y]
    for i in range(n):
        rest = np.arange(n) != i
        mx, mt = x[rest].mean(0), targets[rest].mean(0)
        a = x[rest] - mx
        w = np.linalg.solve(a.T @ a + penalty * np.eye(d), a.T @ (targets[rest] - mt))
        np.testing.assert_allclose(got[i], (x[i] - mx) @ w + mt, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("head", [lda, ridge])
@pytest.mark.parametrize("d", [8, 60])
def test_fit_scores_rows_far_from_training(head, d):
    rng = np.random.default_rng(3)
    centres, y, y_new = 3 * rng.normal(size=(3, d)), np.arange(40) % 3, np.arange(300) % 3
    x, new = (rng.normal(size=(len(t), d)) + centres[t] for t in (y, y_new))
    s = scaling(x, Classes(y, 3))
    fitted = head.fit(span(s(x)), Classes(y, 3), shrinkage=0.1, scaling=s)
    assert (fitted(new).argmax(1) == y_new).mean() > 0.97


def test_temperature_finds_the_scale_of_scores():
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(4000, 4))
    y = np.array([rng.choice(4, p=row) for row in mean.probabilities(logits)])
    assert mean.temperature(7.0 * logits, y) == pytest.approx(7.0, rel=0.08)


def test_temperature_of_separated_rows_is_finite():
    scores = np.eye(3)[np.arange(9) % 3] * 50
    assert 0 < mean.temperature(scores, np.arange(9) % 3) < 1e6


def test_mean_of_heads_sums_to_one():
    rng = np.random.default_rng(2)
    members = [mean.probabilities(rng.normal(size=(5, 3))) for _ in range(4)]
    np.testing.assert_allclose(mean.mean_of(members).sum(1), 1.0)


def test_alone_in_its_class_is_never_known():
    x, y = _data(21, 5, 2)
    y[0], y[1:] = 2, np.arange(20) % 2
    got = lda.leave_one_out(span(x - x.mean(0)), Classes(y, 3), shrinkages=[0.1])[0]
    assert np.isfinite(got).all()
    assert got[0].argmax() != 2


@pytest.mark.parametrize("head", [lda, ridge])
@pytest.mark.parametrize("d", [8, 60])
def test_held_out_scores_equal_the_fitted_head(head, d):
    x, y = _data(40, d, 3)
    new, _ = _data(11, d, 3, seed=5)
    rows, classes = x - x.mean(0), Classes(y, 3)
    same = Scaling(mean=np.zeros(d), scale=np.ones(d))
    part = span(rows)
    fitted = head.fit(part, classes, shrinkage=0.1, scaling=same)
    (got,) = head.held_out(part, classes, new=part.project(new), shrinkages=[0.1])
    want = fitted(new)
    np.testing.assert_allclose(got - got[:, :1], want - want[:, :1], rtol=1e-8, atol=1e-8)


def test_out_of_fold_equals_refitting_each_fold():
    x, y = _data(40, 60, 3)
    folds, classes = np.arange(40) // 2 % 4, Classes(y, 3)
    scores, _ = out_of_fold(x, classes, forms=[lda, ridge], folds=folds)
    rest, held = np.flatnonzero(folds != 1), np.flatnonzero(folds == 1)
    middle = x[rest].mean(0)
    fitted = lda.fit(
        span(x[rest] - middle),
        classes[rest],
        shrinkage=SHRINKAGES[6],
        scaling=Scaling(mean=middle, scale=np.ones(60)),
    )
    want = fitted(x[held])
    got = scores[6, held]
    np.testing.assert_allclose(got - got[:, :1], want - want[:, :1], rtol=1e-8, atol=1e-8)
