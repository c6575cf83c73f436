"""Whether labels that are 30 % likely hold 3 times in 10: the calibration error of all known entries together.

Bins of equal mass as in peel.metrics.calibration; the confidence of an entry is the probability that it holds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.metrics import bootstrap, calibration
from peel.metrics.details import CalibrationBin
from peel.metrics.label_sums import Floats, LabelAnswers, ratio


class Entries(NamedTuple):
    """(m,) known entries in the order of their bins: the item of each, its probability, whether it holds, and its bin."""

    item: NDArray[np.int64]
    confidence: Floats
    yes: Floats
    bins: NDArray[np.int64]


def entries(answered: LabelAnswers) -> Entries:
    """The known entries with their bins."""
    item, label = np.nonzero(answered.known)
    confidence = np.asarray(answered.outputs[item, label], np.float64)
    bins = calibration.assign_bins(confidence)
    order = np.argsort(bins, kind="stable")
    yes = answered.yes[item, label].astype(np.float64)
    return Entries(item[order], confidence[order], yes[order], bins[order])


def calibration_error(found: Entries, *, weights: Floats) -> Floats:
    """(b,) mean over the entries of |mean probability - share that holds| of their bin; weights (b, n) of items."""
    gaps = _by_item(found, found.confidence - found.yes, n=weights.shape[1])
    counts = np.bincount(found.item, minlength=weights.shape[1]).astype(np.float64)
    return ratio(np.abs(weights @ gaps).sum(axis=1), weights @ counts)


def error_of_perfect(found: Entries, *, seed: int) -> float:
    """The calibration error that perfectly calibrated probabilities stay below 39 times in 40."""
    m, starts = len(found.bins), np.flatnonzero(np.diff(found.bins, prepend=-1))
    errors = [
        np.abs(np.add.reduceat(found.confidence - (u < found.confidence), starts, axis=1)).sum(1)
        / m
        for u in bootstrap.draw_uniforms(m, seed=seed)
    ]
    return float(np.quantile(np.concatenate(errors), 0.975))


def reliability(found: Entries) -> list[CalibrationBin]:
    """One row a bin."""
    return calibration.reliability(found.confidence, found.yes, bins=found.bins)


def _by_item(found: Entries, values: Floats, *, n: int) -> Floats:
    """(n, bins) sums of the entries' values."""
    k = int(found.bins.max()) + 1
    sums = np.bincount(found.item * k + found.bins, weights=values, minlength=n * k)
    return sums.astype(np.float64).reshape(n, k)
