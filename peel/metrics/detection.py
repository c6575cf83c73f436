"""Scores of objects that were found: average precision as COCO's, counts, F1 of a picture, thresholds.

Everything is computed from `Matches`; where it takes weights (b, n) of pictures it gives one score a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from peel.metrics import thresholds
from peel.metrics.box_matches import Matches
from peel.metrics.boxes import Bools, Floats, Ints

# Recalls at which precision is read: 0, .01, ... 1.
_RECALLS = np.linspace(0.0, 1.0, 101)
_SMALLEST = float(np.spacing(1))
_BLOCK_CELLS = 4_000_000  # 32 MB of weights a block
_WITHOUT_DECISION = 0.5
_AT = 0  # the first overlap, .5


def average_precision(found: Matches, *, weights: Floats) -> Floats:
    """(b, s, t) by size and overlap: the mean precision at 101 recalls; NaN where there is no object.

    Precision at a recall is the best one at that recall or a higher one. O(b d).
    """
    return np.concatenate([_average_precision(found, part) for part in _blocks(found, weights)])


def mean_average_precision(by_class: Sequence[Floats]) -> Floats:
    """(b, s, t) the mean over the classes that have objects, of `average_precision` each; 0 where none has.

    >>> one, other = np.full((1, 1, 1), 0.5), np.full((1, 1, 1), np.nan)
    >>> mean_average_precision([one, other])
    array([[[0.5]]])
    """
    values = np.stack(by_class)
    is_there = ~np.isnan(values)
    total = np.where(is_there, values, 0.0).sum(axis=0)
    return np.asarray(total / np.maximum(is_there.sum(axis=0), 1))


def choose_thresholds(matches: Sequence[Matches]) -> Floats:
    """(k,) scores from which on a box counts: where F1 at overlap .5 is best, half way to the next lower score.

    A class of which nothing was found takes the mean of the others.
    """
    own = [_best_f1(one) for one in matches]
    some = [value for value in own if value is not None]
    common = float(np.mean(some)) if some else _WITHOUT_DECISION
    return np.array([common if value is None else value for value in own])


def said(found: Matches, threshold: float) -> Bools:
    """(d,) boxes that count at this threshold and are not ignored at overlap .5."""
    return np.asarray((found.scores >= threshold) & ~found.ignored[0, _AT])


def tally(matches: Sequence[Matches], levels: Sequence[float]) -> NDArray[np.int64]:
    """(n, k, 3) for each picture and class at these thresholds: found and right, found, there."""
    n = matches[0].objects.shape[1]
    return np.stack(
        [_tally(one, level, n=n) for one, level in zip(matches, levels, strict=True)], 1
    )


def f1(counts: NDArray[np.int64] | Floats) -> Floats:
    """(...,) of counts (..., 3) as `tally` gives them; 1 where nothing is there and nothing was found.

    >>> f1(np.array([[2, 3, 4], [0, 0, 0]])).round(3)
    array([0.571, 1.   ])
    """
    whole = (counts[..., 1] + counts[..., 2]).astype(np.float64)
    return np.asarray(
        np.divide(2.0 * counts[..., 0], whole, out=np.ones_like(whole), where=whole > 0)
    )


def count_errors(counts: NDArray[np.int64]) -> Ints:
    """(n,) by how many objects each picture is off, summed over the classes of a `tally`."""
    return np.asarray(np.abs(counts[..., 1] - counts[..., 2]).sum(axis=-1))


def _tally(found: Matches, level: float, *, n: int) -> NDArray[np.int64]:
    counted = said(found, level)
    right = counted & found.hits[0, _AT]
    sums = (np.bincount(found.item[part], minlength=n) for part in (right, counted))
    return np.stack([*sums, found.objects[0]], axis=1)


def _best_f1(found: Matches) -> float | None:
    counted = ~found.ignored[0, _AT]
    yes, objects = found.hits[0, _AT][counted], int(found.objects[0].sum())
    if not yes.any():
        return None
    return thresholds.best(found.scores[counted], yes, unseen=float(objects - yes.sum()))


def _blocks(found: Matches, weights: Floats) -> Iterator[Floats]:
    rows = max(1, _BLOCK_CELLS // max(len(found.item), 1))
    for start in range(0, len(weights), rows):
        yield weights[start : start + rows]


def _average_precision(found: Matches, weights: Floats) -> Floats:
    each, objects = weights[:, found.item], weights @ found.objects.T  # (b, d), (b, s)
    sizes, overlaps, _ = found.hits.shape
    values = np.empty((len(weights), sizes, overlaps))
    for s in range(sizes):
        for t in range(overlaps):
            values[:, s, t] = _area_under(found, each, at=(s, t), objects=objects[:, s])
    return values


def _area_under(found: Matches, each: Floats, *, at: tuple[int, int], objects: Floats) -> Floats:
    """(b,) read at the hits alone: between two of them precision only falls."""
    hits = np.flatnonzero(found.hits[at])
    last = int(hits[-1]) + 1 if len(hits) else 0
    so_far = np.cumsum(each[:, :last] * ~found.ignored[at][:last], axis=1)[:, hits]
    right = np.cumsum(each[:, hits], axis=1)
    precision = right / (so_far + _SMALLEST)
    best = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        recall = right / objects[:, None]
    reached = np.searchsorted(_RECALLS, recall, side="right")
    steps = np.diff(reached, axis=1, prepend=0)
    mean = (best * steps).sum(axis=1) / len(_RECALLS)
    return np.where(objects > 0, mean, np.nan)
