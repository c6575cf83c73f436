"""How unlike the training rows a picture is: its distance to the nearest class, beyond what sets any picture apart.

**Source**: relative Mahalanobis distance (Ren and others, 2021, arXiv:2106.09022), in the leading directions of one
tap. A large part of a plain Mahalanobis distance is how unusual a picture is in every respect, which says nothing of
its class; taken away, the left-out classes of six sets are told apart far better (docs/experiments.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.stats import rankdata

from peel.heads.classes import Classes
from peel.heads.rows import Array
from peel.heads.scaling import Scaling

SHARE = 0.95  # of known pictures whose distance lies below the limit
GOOD = 0.8  # the least AUROC at which a word is said
_RANK, _SHRINKAGE = 64, 0.1
_BASIS_ROWS = 1000
_LEFT_OUT, _FEWEST = 5, 3


class Told(NamedTuple):
    """The AUROC of strangers against known rows, the share of strangers beyond the limit, and of how many classes."""

    auroc: float
    found: float
    n_classes: int


@dataclass(frozen=True, kw_only=True)
class Novelty:
    """Coordinates c = scaled x @ basis (d, r); the distance is min_k c'Qc - 2 c'u_k + b_k: Q (r, r), u (k, r), b (k,)."""

    scaling: Scaling
    basis: Array
    quadratic: Array
    linear: Array
    bias: Array

    def __call__(self, x: NDArray[np.floating]) -> Array:
        """(n,) distances of rows (n, d or more, of which the first d count): the larger, the less like the training rows. May be negative."""
        c = self.scaling(x) @ self.basis
        nearest = (self.bias - 2 * c @ self.linear.T).min(axis=1)
        return np.asarray(((c @ self.quadratic) * c).sum(axis=1) + nearest)


def fit(x: NDArray[np.floating], classes: Classes) -> Novelty:
    """The distance to the rows (n, d) of `classes`. O(n d r), and one eigenproblem of at most 1,000 rows."""
    scale = classes.scaling(x)
    rows = scale(x)
    basis = _basis(rows)
    c = rows @ basis
    means = classes.means(c)
    within, total = c - means[classes.y], c - c.mean(axis=0)
    a = _inverse(within, freedom=len(c) - classes.k)
    b = _inverse(total, freedom=len(c) - 1)
    middle, seen = c.mean(axis=0), classes.counts > 0
    return Novelty(
        scaling=scale,
        basis=basis,
        quadratic=a - b,
        linear=means[seen] @ a - middle @ b,
        bias=((means[seen] @ a) * means[seen]).sum(axis=1) - middle @ b @ middle,
    )


def out_of_fold(x: NDArray[np.floating], classes: Classes, *, folds: NDArray[np.int64]) -> Array:
    """(n,) distances, each to the rows of the other folds."""
    result = np.empty(len(x))
    for fold in np.unique(folds):
        held = folds == fold
        result[held] = fit(x[~held], classes[np.flatnonzero(~held)])(x[held])
    return result


def left_out(x: NDArray[np.floating], classes: Classes, *, folds: NDArray[np.int64]) -> Told | None:
    """How well a class that was left out is told from known rows of a fold that was left out with it.

    The mean over up to five classes; None where there are fewer than three. One fit each; where there are fewer
    folds than classes, their turn comes again.
    """
    names = np.unique(folds)
    found = [
        _without(x, classes, out=int(c), held=folds == names[i % len(names)])
        for i, c in enumerate(_some(classes))
    ]
    usable = [told for told in found if told]
    if not usable:
        return None
    mean_auroc, mean_found = np.mean(usable, axis=0)
    return Told(float(mean_auroc), float(mean_found), len(usable))


def auroc(known: Array, novel: Array) -> float:
    """The chance that one of `novel` is larger than one of `known`.

    >>> auroc(np.array([0.0, 1.0]), np.array([2.0, 0.5]))
    0.75
    """
    ranks = rankdata(np.concatenate([known, novel]))[len(known) :]
    n = len(novel)
    return float((ranks.sum() - n * (n + 1) / 2) / (n * len(known)))


def _some(classes: Classes) -> NDArray[np.int64]:
    present = np.flatnonzero(classes.counts > 0)
    if len(present) < _FEWEST:
        return present[:0]
    places = np.unique(np.linspace(0, len(present) - 1, _LEFT_OUT).round().astype(np.int64))
    return np.asarray(present[places], np.int64)


def _without(
    x: NDArray[np.floating], classes: Classes, *, out: int, held: NDArray[np.bool_]
) -> tuple[float, float] | None:
    novel = classes.y == out
    left = classes[np.flatnonzero(~novel & ~held)]
    known = ~novel & held & (left.counts > 0)[classes.y]
    if not known.any() or len(left) <= classes.k:
        return None
    distance = fit(x[~novel & ~held], left)
    inside, outside = distance(x[known]), distance(x[novel])
    limit = np.quantile(inside, SHARE)
    return auroc(inside, outside), float((outside > limit).mean())


def _basis(rows: Array) -> Array:
    """(d, r) orthonormal leading directions of at most 1,000 rows that lie evenly over all."""
    n = len(rows)
    some = rows[np.linspace(0, n - 1, min(n, _BASIS_ROWS)).round().astype(int)]
    m = len(some)
    energy, u = eigh(some @ some.T, subset_by_index=[max(m - _RANK, 0), m - 1])
    keep = energy > 1e-9 * max(float(energy[-1]), 1e-12)
    return np.asarray(some.T @ (u[:, keep] / np.sqrt(energy[keep])))


def _inverse(rows: Array, *, freedom: int) -> Array:
    """Of the scatter of centred rows (n, r) a degree of freedom, a tenth of its mean diagonal added."""
    scatter = rows.T @ rows / max(freedom, 1)
    r = len(scatter)
    ridge = max(_SHRINKAGE * float(np.trace(scatter)) / max(r, 1), 1e-9)
    return np.asarray(np.linalg.inv(scatter + ridge * np.eye(r)))
