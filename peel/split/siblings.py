"""Siblings: which pictures show the same thing, judged by what one fixed network sees of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.linalg import eigh

from peel.split.leaks import Floats, Links, no_links, thin

# Measured on nine sets (docs/experiments.md): at 0.65 a tenth of caltech101's pictures count as siblings of a mere
# look-alike, at 0.75 a third of the sibling tiles that 0.7 finds are missed.
ALIKE = 0.7
_RANK, _FEWEST = 128, 8
# Strangers' cosines scatter by 1 / sqrt(directions - 1) on Fisher's scale. Five times that asks for more than 0.7 below
# 100 pictures; without it a set of 40 had five false pairs, with it none or one, and 98 % of the copies as before.
_STRANGERS = 5
_ROWS = 2000
_BLOCK = 1024
_ROUNDING = 1e-9


def method(network: str) -> str:
    """How siblings are found, in words; where one of them changes, the rule of the split has changed.

    >>> method("a network")
    'what a network sees, whitened within the set: cosine above 0.7 in 128 directions (more in a small set)'
    """
    return (
        f"what {network} sees, whitened within the set:"
        f" cosine above {ALIKE} in {_RANK} directions (more in a small set)"
    )


def limit(rank: int) -> float:
    """The cosine above which two pictures are siblings, in so many directions.

    >>> limit(128), round(limit(20), 2)
    (0.7, 0.82)
    """
    return max(ALIKE, float(np.tanh(_STRANGERS / max(rank - 1, 1) ** 0.5)))


def coordinates(seen: npt.NDArray[np.floating]) -> Floats:
    """(n, r) unit rows in which only pictures of the same thing lie close: r is n / 3, from 8 to 128.

    `seen` (n, d) are pooled features. Each is standardised, then the principal directions of the set are made
    nearly equally long, so that what all pictures of a set or a class have in common counts no more than what
    sets one apart. The directions come from 2,000 rows spread evenly over all; O(n d r) and one eigenproblem.

    **Source**: whitening with shrinkage; an even mean share of the energy is added to every direction.
    """
    n = len(seen)
    if n < 2:
        return np.zeros((n, 1), np.float32)
    rows = seen[np.linspace(0, n - 1, min(n, _ROWS)).round().astype(np.int64)].astype(np.float64)
    mean, scale = rows.mean(axis=0), rows.std(axis=0)
    scale = np.maximum(scale, 1e-3 * float(np.median(scale)) or 1.0)
    weight = _whitening((rows - mean) / scale, rank=min(_RANK, max(_FEWEST, n // 3)))
    weight = weight / scale[:, None]
    parts = [_unit(seen[i : i + _BLOCK] @ weight - mean @ weight) for i in range(0, n, _BLOCK)]
    return np.concatenate(parts)


def find_siblings(placed: Floats) -> Links:
    """Siblings among pictures at the `coordinates` (n, r): all n^2 / 2 pairs, in blocks; memory grows with n alone."""
    links, n_pairs, n = no_links(), 0, len(placed)
    least = limit(placed.shape[1])
    for start in range(0, n, _BLOCK):
        for other in range(start, n, _BLOCK):
            alike = placed[start : start + _BLOCK] @ placed[other : other + _BLOCK].T
            hits = alike > least
            first, second = np.nonzero(np.triu(hits, 1) if start == other else hits)
            if len(first):
                slack = (1 - alike[first, second]) / (1 - least)
                found = Links(
                    first + start,
                    second + other,
                    slack.clip(0, 1).astype(np.float32),
                    len(first),
                )
                n_pairs += len(first)
                links = thin(links, found, n=n)
    return links._replace(n_pairs=n_pairs)


def _whitening(rows: npt.NDArray[np.float64], *, rank: int) -> npt.NDArray[np.float64]:
    """(d, r) weights of the leading directions of standardised rows (m, d), each divided by its length."""
    m = len(rows)
    energy, u = eigh(rows @ rows.T, subset_by_index=[max(m - rank, 0), m - 1])
    total = float((rows**2).sum())
    keep = energy > _ROUNDING * total
    if not keep.any():
        return np.zeros((rows.shape[1], 1))
    energy, u = energy[keep], u[:, keep]
    return np.asarray(rows.T @ (u / np.sqrt(energy)) / np.sqrt(energy + total / m))


def _unit(x: npt.NDArray[np.floating]) -> Floats:
    """Rows of length 1; one at the very middle of the set is like none and stays 0."""
    length = np.linalg.norm(x, axis=1, keepdims=True)
    return np.where(length < _ROUNDING, 0, x / np.maximum(length, _ROUNDING)).astype(np.float32)
