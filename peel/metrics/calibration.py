"""Whether 80 % sure is right 8 times in 10: the expected calibration error and its bins.

Bins of equal mass: about as many items in each, so that each bin's share right is about equally
sure. Bins of equal width put most items of a good model into the last bin and a handful into each
of the others, whose noise then is the error. 15 bins, fewer below 150 items (10 items a bin at
least); items of the same confidence share a bin, so that the order of the items does not matter.

**Source**: Roelofs, Cain, Shlens, Mozer 2022 (equal mass has the smaller bias).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from peel.metrics.accuracy import Floats, Ints, sum_by_class
from peel.metrics.details import CalibrationBin

MAX_BINS = 15
MIN_ITEMS = 10


def assign_bins(confidence: Floats) -> Ints:
    """(n,) numbers of the bins, 0 for the least confident.

    >>> assign_bins(np.array([0.9] * 10 + [0.6] * 10)).tolist() == [1] * 10 + [0] * 10
    True
    """
    n = len(confidence)
    count = min(MAX_BINS, max(1, n // MIN_ITEMS))
    edges = np.unique(np.sort(confidence)[np.arange(1, count) * n // count])
    found = np.searchsorted(edges, confidence, side="right")
    return np.unique(found, return_inverse=True)[1].astype(np.int64)


def calibration_error(gaps: Floats, bins: Ints, *, weights: Floats) -> Floats:
    """The mean over items of |mean confidence - share right| of their bin.

    `gaps` is confidence - right, (n,) or (b, n); weights are (b, n); gives (b,).

    >>> calibration_error(np.array([0.9 - 1, 0.9 - 0]), np.array([0, 0]), weights=np.ones((1, 2))).round(3).tolist()
    [0.4]
    """
    off = np.abs(sum_by_class(weights * gaps, bins, k=int(bins.max()) + 1))
    errors: Floats = off.sum(axis=1) / weights.sum(axis=1)
    return errors


def error_of_perfect(
    confidence: Floats, bins: Ints, *, uniforms: Iterator[NDArray[np.float64]]
) -> float:
    """The calibration error that a perfectly calibrated model stays below 39 times in 40.

    Each (b, n) block of `uniforms` draws who is right, with the stated confidence as the chance.
    """
    errors = [
        calibration_error(confidence - (block < confidence), bins, weights=np.ones(block.shape))
        for block in uniforms
    ]
    return float(np.quantile(np.concatenate(errors), 0.975))


def reliability(confidence: Floats, right: Floats, *, bins: Ints) -> list[CalibrationBin]:
    """One row a bin: its range of confidence, its items, their mean confidence and share right."""
    rows: list[CalibrationBin] = []
    for number in range(int(bins.max()) + 1):
        inside = bins == number
        rows.append(
            CalibrationBin(
                low=float(confidence[inside].min()),
                high=float(confidence[inside].max()),
                n=int(inside.sum()),
                confidence=float(confidence[inside].mean()),
                accuracy=float(right[inside].mean()),
            )
        )
    return rows
