"""How well tracks were told: MOTA, IDF1 and switches as motmetrics counts them, HOTA as TrackEval does.

**Sources**: Bernardin and Stiefelhagen 2008 (MOTA), Ristani et al. 2016 (IDF1), Luiten et al. 2021 (HOTA).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from peel.metrics.boxes import Bools, Floats, Ints, overlaps

# Overlaps of HOTA: .05, .1, ... .95.
ALPHAS = np.arange(0.05, 0.99, 0.05)
HALF = 0.5
_EPSILON = float(np.finfo(np.float64).eps)
_UNLIKE = 1e6  # dearer than any pair that may be


class Seen(NamedTuple):
    """The things on one frame: whose track each is (m,), boxes (m, 4) left, top, right, bottom, classes (m,)."""

    ids: Ints
    boxes: NDArray[np.floating[Any]]
    classes: Ints


class TrackScores(NamedTuple):
    """What the tracks of a film are worth.

    `mota` takes what was missed, wrong or switched from 1; `idf1` asks whether a thing keeps one track; `hota` asks for both, at
    overlaps from .05 to .95. Of `objects` true boxes `missed` were not found, `wrong` of the `found` ones are none, and `switches`
    times a thing went on under another track.
    """

    mota: float
    idf1: float
    hota: float
    switches: int
    missed: int
    wrong: int
    objects: int
    found: int


class _Frame(NamedTuple):
    """One frame: places of the true and of the found tracks, and how far their boxes overlap (t, f)."""

    true: Ints
    found: Ints
    overlap: Floats


class _Film(NamedTuple):
    """All frames, and on how many of them each true and each found track is."""

    frames: list[_Frame]
    true: Floats
    found: Floats


class Counts(NamedTuple):
    """What the scores of a film are made of; those of several films add up, for no thing goes from one to the next.

    `right` boxes keep one track for one thing; at each overlap of HOTA there are `hits`, and `together` is how much of their two
    tracks each of them shares.
    """

    objects: int
    found: int
    matched: int
    switches: int
    right: float
    hits: Floats
    together: Floats


def score_tracks(truth: Sequence[Seen], found: Sequence[Seen]) -> TrackScores:
    """The scores of one film, from what is on each of its frames and what was found there. O(frames m^3).

    >>> one = Seen(np.array([7]), np.array([[0.0, 0, 2, 2]]), np.array([0]))
    >>> score_tracks([one, one], [one, one._replace(ids=np.array([8]))])[:2]
    (0.5, 0.5)
    """
    return scores_of([count(truth, found)])


def count(truth: Sequence[Seen], found: Sequence[Seen]) -> Counts:
    """The counts of one film."""
    film = _film(truth, found)
    matched, switches = _clear(film.frames)
    hits, together = _agreed(film)
    totals = int(film.true.sum()), int(film.found.sum())
    return Counts(*totals, matched, switches, _kept_right(film), hits, together)


def scores_of(films: Sequence[Counts]) -> TrackScores:
    """The scores of films, as if they were one in which each has tracks of its own."""
    parts: Iterable[Any] = map(sum, zip(*films, strict=True))
    of = Counts(*parts)
    lost = of.objects - of.matched + of.found - of.matched + of.switches
    boxes = of.objects + of.found
    return TrackScores(
        mota=1 - lost / of.objects if of.objects else float("nan"),
        idf1=2 * of.right / boxes if boxes else float("nan"),
        hota=_hota(of),
        switches=of.switches,
        missed=of.objects - of.matched,
        wrong=of.found - of.matched,
        objects=of.objects,
        found=of.found,
    )


def _hota(of: Counts) -> float:
    """The mean over the overlaps of how well boxes and tracks agree; 0 where nothing was found, or nothing is there."""
    if not (of.objects and of.found):
        return 0.0
    detection = of.hits / (of.objects + of.found - of.hits)
    return float(np.sqrt(detection * of.together / np.maximum(of.hits, 1)).mean())


def _film(truth: Sequence[Seen], found: Sequence[Seen]) -> _Film:
    names, others = _names(truth), _names(found)
    frames = [
        _Frame(
            np.searchsorted(names, one.ids),
            np.searchsorted(others, other.ids),
            overlaps(one.boxes, other.boxes) * (one.classes[:, None] == other.classes[None]),
        )
        for one, other in zip(truth, found, strict=True)
    ]
    film = _Film(frames, np.zeros(len(names)), np.zeros(len(others)))
    for frame in frames:
        film.true[frame.true] += 1
        film.found[frame.found] += 1
    return film


def _names(frames: Sequence[Seen]) -> Ints:
    return np.unique(np.concatenate([np.zeros(0, np.int64), *(frame.ids for frame in frames)]))


def _kept_right(film: _Film) -> float:
    """How many boxes are right where each track is at most one thing, and each thing one track."""
    pairs = np.zeros((len(film.true), len(film.found)))
    for frame in film.frames:
        pairs[np.ix_(frame.true, frame.found)] += frame.overlap >= HALF
    return float(pairs[linear_sum_assignment(-pairs)].sum())


def _clear(frames: Sequence[_Frame]) -> tuple[int, int]:
    """How many boxes are matched, and switches: a thing stays with its last track where it can, the others go to the nearest."""
    last: dict[int, int] = {}
    matched = switches = 0
    for frame in frames:
        can = frame.overlap >= HALF
        kept = _kept(frame, can, last=last)
        can[list(kept)] = False
        can[:, list(kept.values())] = False
        new = _nearest(frame.overlap, can)
        matched += len(kept) + len(new)
        for row, column in new.items():
            thing, track = int(frame.true[row]), int(frame.found[column])
            switches += last.get(thing, track) != track
            last[thing] = track
    return matched, switches


def _kept(frame: _Frame, can: Bools, *, last: dict[int, int]) -> dict[int, int]:
    """By row the column of the track that it had; of two things that had one track the first keeps it."""
    columns = {track: column for column, track in enumerate(frame.found.tolist())}
    kept: dict[int, int] = {}
    for row, thing in enumerate(frame.true.tolist()):
        column = columns.get(last.get(thing, -1))
        if column is not None and can[row, column] and column not in kept.values():
            kept[row] = column
    return kept


def _nearest(overlap: Floats, can: Bools) -> dict[int, int]:
    """By row its column: as many as can be, of those the ones that overlap most."""
    rows, columns = linear_sum_assignment(np.where(can, 1 - overlap, _UNLIKE))
    return {
        int(row): int(column) for row, column in zip(rows, columns, strict=True) if can[row, column]
    }


def _agreed(film: _Film) -> tuple[Floats, Floats]:
    """At each overlap how many boxes are hit, and the sum over these of the share of their two tracks that is the same."""
    alignment, pairs, shared = _alignment(film), [np.zeros(0, np.int64)], [np.zeros(0)]
    for frame in film.frames:
        score = alignment[np.ix_(frame.true, frame.found)] * frame.overlap
        rows, columns = linear_sum_assignment(-score)
        pairs.append(frame.true[rows] * len(film.found) + frame.found[columns])
        shared.append(frame.overlap[rows, columns])
    every, overlap = np.concatenate(pairs), np.concatenate(shared)
    hits, together = np.zeros(len(ALPHAS)), np.zeros(len(ALPHAS))
    for place, alpha in enumerate(ALPHAS):
        pair, n = np.unique(every[overlap >= alpha - _EPSILON], return_counts=True)
        true, found = np.divmod(pair, max(1, len(film.found)))
        hits[place] = n.sum()
        together[place] = (n * n / (film.true[true] + film.found[found] - n)).sum()
    return hits, together


def _alignment(film: _Film) -> Floats:
    """(t, f) how far two whole tracks are the same, before each box is given away once."""
    shared = np.zeros((len(film.true), len(film.found)))
    for frame in film.frames:
        overlap = frame.overlap
        whole = overlap.sum(axis=0)[None] + overlap.sum(axis=1)[:, None] - overlap
        shared[np.ix_(frame.true, frame.found)] += np.divide(
            overlap, whole, out=np.zeros_like(overlap), where=whole > _EPSILON
        )
    return np.asarray(shared / (film.true[:, None] + film.found[None] - shared))
