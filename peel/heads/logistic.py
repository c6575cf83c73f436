"""Multinomial logistic regression with a squared penalty: no closed form, so it is tried where it is asked for only.

**Source**: the softmax log loss plus half the penalty times the squared weights, minimised by L-BFGS (scipy).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.optimize
import scipy.special
from numpy.typing import NDArray

from peel.heads.classes import Classes
from peel.heads.linear import Plane
from peel.heads.rows import Array, Rows
from peel.heads.supervision import Head

SHRINKAGES = (0.03,)
_NEVER = -1e3
_STEPS = 200


def solve(
    coordinates: Rows, classes: Classes, *, shrinkages: Sequence[float], width: int
) -> list[Plane]:
    """The head at each shrinkage, of rows given as coordinates (n, r) of their `width` features; O(n r k) a step.

    The penalty is shrinkage times the width; a class without rows is never answered.
    """
    targets, x = np.eye(classes.k)[classes.y], coordinates[0 : len(classes)]
    return [_fit(x, targets, penalty=s * width) for s in shrinkages]


def _fit(x: Array, targets: Array, *, penalty: float) -> Plane:
    k, seen = targets.shape[1], targets.sum(0) > 0

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weight, bias = flat[:-k].reshape(-1, k), flat[-k:]
        scores = np.where(seen, x @ weight + bias, _NEVER)
        top = scores.max(1, keepdims=True)
        spread = np.log(np.exp(scores - top).sum(1)) + top[:, 0]
        gap = scipy.special.softmax(scores, axis=1) - targets
        value = float((spread - (scores * targets).sum(1)).sum())
        slope = np.concatenate([(x.T @ gap + penalty * weight).ravel(), gap.sum(0)])
        return value + 0.5 * penalty * float((weight**2).sum()), slope

    start = np.zeros((x.shape[1] + 1) * k)
    found = scipy.optimize.minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}
    )
    bias = np.where(seen, found.x[-k:], _NEVER)
    return Plane(found.x[:-k].reshape(-1, k), bias)


LOGISTIC = Head(name="logistic", shrinkages=SHRINKAGES, solve=solve)
