"""Ridge on several labels: leave-one-out scores and planes equal refitting, also where entries are unknown."""

import numpy as np
import pytest

from peel.heads import ridge_labels
from peel.heads.labels import LabelMatrix
from peel.heads.span import span

TRIED = (1e-3, 0.1, 3.0)


def _data(n, d, *, unknown, seed=0):
    """Rows, and five labels of which each has its own unknown rows; the last two share theirs."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    x -= x.mean(0)
    values = (x[:, :5] + rng.normal(size=(n, 5)) > 0.4).astype(np.int8)
    gone = rng.random((n, 5)) < unknown
    gone[:, 4] = gone[:, 3]
    values[gone] = -1
    return x, LabelMatrix(values)


def _refit(x, y, penalty):
    middle, share = x.mean(0), y.mean(0)
    a = x - middle
    weight = np.linalg.solve(a.T @ a + penalty * np.eye(x.shape[1]), a.T @ (y - share))
    return weight, share - middle @ weight


def _penalty(x, shrinkage):
    return shrinkage * max((x**2).sum() / x.shape[1], len(x) - 1)


@pytest.mark.parametrize("unknown", [0.0, 0.05, 0.6])
@pytest.mark.parametrize(("n", "d"), [(30, 8), (24, 60)])
def test_leave_one_out_equals_refitting_labels(n, d, unknown):
    x, labels = _data(n, d, unknown=unknown)
    got = ridge_labels.leave_one_out(span(x), labels, shrinkages=TRIED)
    for place, shrinkage in enumerate(TRIED):
        for label in range(5):
            known = labels.known[:, label]
            for row in range(n):
                rest = np.flatnonzero(known & (np.arange(n) != row))
                weight, bias = _refit(
                    x[rest], labels.yes[rest, label].astype(float), _penalty(x, shrinkage)
                )
                want = x[row] @ weight + bias
                np.testing.assert_allclose(got[place, row, label], want, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("unknown", [0.0, 0.3])
@pytest.mark.parametrize(("n", "d"), [(60, 8), (24, 60)])
def test_planes_equal_refitting_known_rows(n, d, unknown):
    x, labels = _data(n, d, unknown=unknown)
    planes = ridge_labels.solve(x, labels, shrinkages=TRIED, width=d)
    for plane, shrinkage in zip(planes, TRIED, strict=True):
        for label in range(5):
            known = labels.known[:, label]
            weight, bias = _refit(
                x[known], labels.yes[known, label].astype(float), _penalty(x, shrinkage)
            )
            np.testing.assert_allclose(plane.weight[:, label], weight, rtol=1e-6, atol=1e-8)
            np.testing.assert_allclose(plane.bias[label], bias, rtol=1e-6, atol=1e-8)
