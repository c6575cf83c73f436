"""Ridge regression on class indicators: exact leave-one-out scores from the hat matrix.

**Source**: the leave-one-out residual (y - Hy) / (1 - h_ii); equal to refitting without each row
(tests/contract/test_closed_forms.py).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peel.heads.classes import Classes
from peel.heads.linear import Plane, solve_positive
from peel.heads.rows import Array, Rows, blocks
from peel.heads.span import SHRINKAGES, Span, unit
from peel.heads.supervision import Head


def leave_one_out(
    span: Span, classes: Classes, *, shrinkages: Sequence[float] = SHRINKAGES
) -> Array:
    """(len(shrinkages), n, k) scores of every row by the model that was fitted without it. O(n k r) a shrinkage.

    The rows of `span` are centred; the intercept adds 1/n to each leverage.
    """
    n, targets = len(classes), np.eye(classes.k)[classes.y]
    centred = targets - targets.mean(0)
    u, energy = span.principal
    projected = u.T @ centred
    one = unit(float((span.coordinates**2).sum()), classes, width=span.width)
    result = np.empty((len(shrinkages), n, classes.k))
    for i, shrinkage in enumerate(shrinkages):
        kept = energy / (energy + shrinkage * one)
        leverage = (u**2) @ kept + 1 / n
        residual = (centred - (u * kept) @ projected) / np.maximum(1 - leverage, 1e-12)[:, None]
        result[i] = targets - residual
    return result


def solve(
    coordinates: Rows, classes: Classes, *, shrinkages: Sequence[float], width: int
) -> list[Plane]:
    """The head at each shrinkage, of centred rows given as coordinates (n, r) of their `width` features; a Cholesky each."""
    targets = np.eye(classes.k)[classes.y]
    centred, width_of_rows = targets - targets.mean(0), coordinates.shape[1]
    moments, squares = np.zeros((width_of_rows, classes.k)), np.zeros((width_of_rows,) * 2)
    for block in blocks(len(classes)):
        rows = np.asarray(coordinates[block], np.float64)
        moments += rows.T @ centred[block]
        squares += rows.T @ rows
    one = unit(float(np.trace(squares)), classes, width=width)
    weights = (solve_positive(squares, s * one, targets=moments) for s in shrinkages)
    return [Plane(weight, targets.mean(0)) for weight in weights]


RIDGE = Head(name="ridge", shrinkages=SHRINKAGES, solve=solve, leave_one_out=leave_one_out)
