"""Ridge regression on several labels a row: exact leave-one-out scores of all labels, also where entries are unknown.

With C = (K + p I)^-1 less its part along the intercept, K (n, n) the products of the rows and p the penalty, the
residual of a row by the model without it is (C y) / diag C. Without the rows U of which a label is unknown, C is
C - C[:, U] C[U, U]^-1 C[U, :] on the others: one decomposition of all rows serves every label and every shrinkage.

**Source**: the inverse of a block; equal to refitting without each row (tests/contract/test_label_forms.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import scipy.linalg
from numpy.typing import NDArray

from peel.heads.labels import Group, LabelMatrix, groups
from peel.heads.linear import Plane, solve_positive
from peel.heads.rows import Array, Rows, blocks
from peel.heads.span import SHRINKAGES, Span, unit
from peel.heads.supervision import Head

_SMALLEST = 1e-12


def leave_one_out(
    span: Span, targets: LabelMatrix, *, shrinkages: Sequence[float] = SHRINKAGES
) -> Array:
    """(len(shrinkages), n, k) scores of every row by the model that was fitted without it; O(n r k) a shrinkage.

    Where entries are unknown, O(n^2 r) a shrinkage and O(n u^2) more for labels of which u rows are unknown;
    a row of which a label is unknown is scored by all that are known.
    """
    u, energy = span.principal
    one = unit(float((span.coordinates**2).sum()), targets, width=span.width)
    parts = list(groups(targets))
    result = np.empty((len(shrinkages), len(targets), targets.k))
    for scores, shrinkage in zip(result, shrinkages, strict=True):
        kept = energy / (energy + shrinkage * one)
        whole = None
        for group in parts:
            y = targets.yes[:, group.labels].astype(np.float64)
            if group.known.all():
                scores[:, group.labels] = _known(u, kept, y=y)
            else:
                whole = _left(u, kept) if whole is None else whole
                scores[:, group.labels] = _partly_known(whole, group.known, y=y)
    return result


def _known(u: Array, kept: Array, *, y: Array) -> Array:
    """(n, g) scores where all rows are known; the rows are centred, and the intercept adds 1/n to each leverage."""
    centred = y - y.mean(0)
    leverage = (u**2) @ kept + 1 / len(y)
    residual = centred - (u * kept) @ (u.T @ centred)
    return np.asarray(y - residual / np.maximum(1 - leverage, _SMALLEST)[:, None])


def _left(u: Array, kept: Array) -> Array:
    """(n, n) what the model leaves of targets, p C in the words above."""
    n = len(u)
    return np.eye(n) - (u * kept) @ u.T - 1 / n


def _partly_known(left: Array, known: NDArray[np.bool_], *, y: Array) -> Array:
    """(n, g) scores where some rows are unknown: `y` (n, g) counts on the `known` rows only."""
    scores, mine, other = np.zeros_like(y), np.flatnonzero(known), np.flatnonzero(~known)
    if len(mine) == 0:
        return scores
    root = np.linalg.cholesky(left[np.ix_(other, other)] + _SMALLEST * np.eye(len(other)))
    between = scipy.linalg.solve_triangular(root, left[np.ix_(other, mine)], lower=True)
    lent = between @ y[mine]
    residual = left[np.ix_(mine, mine)] @ y[mine] - between.T @ lent
    rest = np.maximum(left[mine, mine] - (between**2).sum(0), _SMALLEST)
    scores[mine] = y[mine] - residual / rest[:, None]
    scores[other] = -scipy.linalg.solve_triangular(root, lent, lower=True, trans="T")
    return scores


class _Sums(NamedTuple):
    """Of the rows of which a group of labels is known: their number, sums (r,), products (r, r) and products with the labels (r, g)."""

    n: int
    rows: Array
    squares: Array
    moments: Array


def solve(
    coordinates: Rows, targets: LabelMatrix, *, shrinkages: Sequence[float], width: int
) -> list[Plane]:
    """The head at each shrinkage, of centred rows given as coordinates (n, r) of their `width` features.

    A Cholesky a shrinkage for all labels that are known of the same rows. The penalty is that of all rows, so that
    the fewer are known of a label, the more its weights are held down.
    """
    whole = np.zeros((coordinates.shape[1],) * 2)
    for block in blocks(len(targets)):
        rows = np.asarray(coordinates[block], np.float64)
        whole += rows.T @ rows
    penalty = unit(float(np.trace(whole)), targets, width=width)
    planes = [Plane(np.zeros((len(whole), targets.k)), np.zeros(targets.k)) for _ in shrinkages]
    for group in groups(targets):
        sums = _sums(coordinates, targets, group=group, whole=whole)
        share = targets.yes[group.known][:, group.labels].mean(0) if sums.n else 0.0
        middle = sums.rows / max(sums.n, 1)
        squares = sums.squares - np.outer(sums.rows, middle)
        moments = sums.moments - np.outer(sums.rows, share)
        for plane, shrinkage in zip(planes, shrinkages, strict=True):
            weight = solve_positive(squares, shrinkage * penalty, targets=moments)
            plane.weight[:, group.labels] = weight
            plane.bias[group.labels] = share - middle @ weight
    return planes


def _sums(coordinates: Rows, targets: LabelMatrix, *, group: Group, whole: Array) -> _Sums:
    """The products are those of all rows less those of the rows that are unknown."""
    squares, total = whole.copy(), np.zeros(len(whole))
    moments = np.zeros((len(whole), len(group.labels)))
    for block in blocks(len(targets)):
        rows, known = np.asarray(coordinates[block], np.float64), group.known[block]
        without = rows[~known]
        if len(without):
            squares -= without.T @ without
        total += rows[known].sum(0)
        moments += rows[known].T @ targets.yes[block][known][:, group.labels]
    return _Sums(int(group.known.sum()), total, squares, moments)


RIDGE = Head(name="ridge", shrinkages=SHRINKAGES, solve=solve, leave_one_out=leave_one_out)
