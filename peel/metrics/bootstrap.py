"""Intervals for scores that are no plain share: families of items drawn again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from peel.metrics.wilson import wilson

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

DRAWS = 1000
_BLOCK_CELLS = 2_000_000  # 16 MB a block of weights, however many items there are


class Statistic(Protocol):
    """A score for each row of weights (b, n); gives (b,)."""

    def __call__(self, *, weights: Floats) -> Floats:
        """The (b,) scores."""
        ...


def draw_weights(families: Ints, *, seed: int, draws: int = DRAWS) -> Iterator[Floats]:
    """Blocks (b, n) of item weights, `draws` rows in all: how often each item's family was drawn.

    Near duplicates share a family, so they come and go together and do not pretend to be more
    evidence than they are. The same families and seed give the same weights.
    """
    names, family = np.unique(families, return_inverse=True)
    rng = np.random.default_rng(seed)
    for rows in _blocks(draws, len(families)):
        drawn = rng.integers(0, len(names), size=(rows, len(names)))
        drawn += np.arange(rows)[:, None] * len(names)
        times = np.bincount(drawn.ravel(), minlength=rows * len(names))
        yield times.reshape(rows, len(names))[:, family].astype(np.float64)


def draw_uniforms(n: int, *, seed: int, draws: int = DRAWS) -> Iterator[Floats]:
    """Blocks (b, n) of numbers in 0..1, `draws` rows in all."""
    rng = np.random.default_rng(seed)
    for rows in _blocks(draws, n):
        yield rng.random((rows, n))


def replicate(statistics: Sequence[Statistic], families: Ints, *, seed: int) -> Floats:
    """(s, draws) values of every statistic on the same draws; O(draws n) a statistic."""
    blocks = [
        np.stack([statistic(weights=weights) for statistic in statistics])
        for weights in draw_weights(families, seed=seed)
    ]
    values: Floats = np.concatenate(blocks, axis=1)
    return values


def percentile_interval(replicates: Floats) -> tuple[float, float]:
    """The middle 95 % of the draws.

    >>> percentile_interval(np.arange(1001.0))
    (25.0, 975.0)
    """
    low, high = np.quantile(replicates, [0.025, 0.975])
    return float(low), float(high)


def share_interval(value: float, replicates: Floats, *, n_effective: float) -> tuple[float, float]:
    """The percentile interval of a mean share, never narrower than Wilson's at `n_effective`.

    Where everything is right every draw is the same, and the bootstrap alone would claim certainty.

    >>> [round(end, 3) for end in share_interval(1.0, np.ones(1000), n_effective=20.0)]
    [0.839, 1.0]
    """
    low, high = percentile_interval(replicates)
    floor, ceiling = wilson(value * n_effective, n_effective)
    return min(low, floor), max(high, ceiling)


def effective_families(families: Ints) -> float:
    """How many items that stand alone would know a share of items as well as these do.

    n**2 / sum of squared family sizes: Kish's effective number at full correlation within families.

    >>> effective_families(np.array([0, 1, 2, 2]))
    2.6666666666666665
    """
    sizes = np.unique(families, return_counts=True)[1]
    return float(len(families) ** 2 / (sizes**2).sum())


def effective_items(targets: Ints, families: Ints) -> float:
    """How many items of one class would know a mean of class shares as well as these do.

    k**2 / sum(1 / n_c) over the k classes, with n_c families in class c: a class of two pictures
    makes a mean over classes unsure, however many the others have.

    >>> effective_items(np.array([0, 0, 1, 1]), np.array([0, 1, 2, 2]))
    2.6666666666666665
    """
    pairs = np.unique(np.stack([targets, families]), axis=1)
    counts = np.unique(pairs[0], return_counts=True)[1]
    return float(len(counts) ** 2 / (1 / counts).sum())


def _blocks(draws: int, n: int) -> Iterator[int]:
    size = max(1, min(draws, _BLOCK_CELLS // max(n, 1)))
    for start in range(0, draws, size):
        yield min(size, draws - start)
