import tracemalloc

import numpy as np
import pytest

from peel.heads import lda, ridge
from peel.heads.classes import Classes
from peel.heads.fit import embed, fit

SHAPES = [(30, 7), (12, 40)]


@pytest.mark.parametrize("shape", SHAPES)
def test_embedding_keeps_products_of_rows(shape):
    rows = np.random.default_rng(0).normal(size=shape)
    base = embed(rows)
    np.testing.assert_allclose(base.coordinates @ base.coordinates.T, rows @ rows.T, atol=1e-6)
    np.testing.assert_allclose(base.project(rows), base.coordinates, atol=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
def test_weights_on_features_do_the_same(shape):
    rows = np.random.default_rng(0).normal(size=shape)
    base = embed(rows)
    weight = np.random.default_rng(1).normal(size=(base.coordinates.shape[1], 2))
    np.testing.assert_allclose(
        rows @ base.to_features(weight), base.coordinates @ weight, atol=1e-6
    )


def test_rows_that_are_alike_can_be_embedded():
    rows = np.repeat(np.random.default_rng(0).normal(size=(3, 40)), 4, axis=0)
    base = embed(rows - rows.mean(0))
    assert np.isfinite(base.project(rows)).all()


def test_nothing_but_zeros_can_be_embedded():
    assert np.isfinite(embed(np.zeros((4, 9))).project(np.zeros((2, 9)))).all()


@pytest.mark.parametrize("form", [lda, ridge])
@pytest.mark.parametrize("d", [8, 60])
def test_fit_scores_rows_far_from_training(form, d):
    rng = np.random.default_rng(3)
    centres, y, y_new = 3 * rng.normal(size=(3, d)), np.arange(40) % 3, np.arange(300) % 3
    x, new = (rng.normal(size=(len(t), d)) + centres[t] for t in (y, y_new))
    fitted = fit(form, x, targets=Classes(y, 3), shrinkage=0.1)
    assert (fitted(new).argmax(1) == y_new).mean() > 0.97


@pytest.mark.parametrize("form", [lda, ridge])
def test_separated_rows_keep_small_weights(form):
    """Single precision carries about seven digits: scores must not be small differences of huge terms."""
    rng = np.random.default_rng(5)
    y = np.arange(40) % 2
    x = rng.normal(size=(40, 900)) + 6 * y[:, None]
    head = fit(form, x, targets=Classes(y, 2), shrinkage=1e-3)
    scores = head(x)
    terms = np.abs(head.scaling(x)) @ np.abs(head.weight)
    assert (terms.max() / np.abs(scores - scores.mean(1, keepdims=True)).max()) < 1e3


@pytest.mark.slow
@pytest.mark.parametrize("form", [lda, ridge])
def test_many_rows_are_never_held_twice(form):
    x = np.random.default_rng(0).normal(size=(20_000, 40)).astype(np.float16)
    classes = Classes(np.arange(20_000) % 3, 3)
    tracemalloc.start()
    head = fit(form, x, targets=classes, shrinkage=0.1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000 * 40 * 8
    (plane,) = form.solve(head.scaling(x), classes, shrinkages=[0.1], width=40)
    np.testing.assert_array_equal(head.weight, plane.weight)


@pytest.mark.parametrize("form", [lda, ridge])
def test_rounding_alone_gets_small_weights(form):
    """Features that hardly vary: what two programs compute differently must not be made large."""
    rng = np.random.default_rng(7)
    y = np.arange(48) % 3
    x = 1.7 + rng.normal(scale=2e-5, size=(48, 600))
    head = fit(form, x, targets=Classes(y, 3), shrinkage=1e-3)
    moved = head(x + rng.normal(scale=1e-6, size=x.shape)) - head(x)
    assert np.abs(moved).max() < 0.02
