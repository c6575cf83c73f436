"""How sure scores of found objects are: values beside a thousand draws of the families of pictures."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.metrics import bootstrap, detection
from peel.metrics.box_matches import Matches
from peel.metrics.boxes import Floats, Ints
from peel.metrics.label_draws import Interval, rare_as_one

# Scores that the gate may compare, by name.
MAP50, MAP, F1 = "map50", "map50_95", "picture_f1"
NAMES = (MAP50, MAP, F1)
_SEED = 20_240_229  # any fixed number: the intervals of the same answers are the same
_SURE = 1.96
# So many families without an error leave a chance of 5 % that one in the next this many shows one.
_RULE_OF_THREE = 3.0


class Counted(NamedTuple):
    """The matches of k classes in n pictures (objects of all sizes come first), what was counted there (n, k, 3) at the thresholds, and the families (n,)."""

    matches: list[Matches]
    counts: NDArray[np.int64]
    families: Ints


class Drawn(NamedTuple):
    """Average precisions of the k classes (1, k, t) and of the draws (1000, k, t), NaN without an object.

    F1 and error of counts (n,) of each picture, and the means (1000,) of the draws; `having` (k,) families show a class.
    """

    once: Floats
    draws: Floats
    f1: Floats
    errors: Floats
    f1_draws: Floats
    error_draws: Floats
    having: Floats
    families: Ints

    def values(self, name: str) -> tuple[float, Floats]:
        """A score by name, and its draws (1000,)."""
        if name == F1:
            return float(self.f1.mean()), self.f1_draws
        (value,), draws = (_mean(part, name) for part in (self.once, self.draws))
        return float(value), draws

    def effective(self, name: str) -> float:
        """How many pictures that stand alone would know a score as well as these do."""
        if name == F1 or not self.having.any():
            return bootstrap.effective_families(self.families)
        return rare_as_one(self.having)

    def interval(self, name: str) -> Interval:
        """Of a score by name; never narrower than Wilson's at the effective pictures."""
        value, draws = self.values(name)
        return _interval(value, draws, effective=self.effective(name))

    def by_class(self, name: str) -> list[Interval]:
        """Of each class; all 0 to 1 without an object."""
        once, draws = (_of_classes(part, name) for part in (self.once, self.draws))
        return [
            _interval(float(once[0, j]), draws[:, j], effective=n) if n else Interval(0, 0, 1)
            for j, n in enumerate(self.having.tolist())
        ]

    def count_error(self) -> Interval:
        """By how many objects a picture is off; never surer than so many families without another error are."""
        value, n = float(self.errors.mean()), bootstrap.effective_families(self.families)
        low, high = bootstrap.percentile_interval(self.error_draws)
        around = float(max(_SURE * self.errors.std() / np.sqrt(n), _RULE_OF_THREE / n))
        return Interval(value, max(0.0, min(low, value - around)), max(high, value + around))


def draw(counted: Counted) -> Drawn:
    """All that intervals need; O(1,000 d): of 100 pictures with 80 boxes each about half a CPU second.

    Scores, verdict and details of the same answers ask for the same draws, so the last ones are kept.
    """
    return _drawn(_Asked(counted))


def of_sizes(matches: list[Matches]) -> Floats:
    """(k, s, t) average precisions by class, size and overlap."""
    weights = np.ones((1, matches[0].objects.shape[1]))
    return np.stack([detection.average_precision(one, weights=weights)[0] for one in matches])


class _Asked:
    """What is drawn; equal where all numbers are."""

    def __init__(self, counted: Counted) -> None:
        self.counted = counted
        parts = [counted.counts, counted.families, *(p for one in counted.matches for p in one)]
        told = sha256()
        for part in parts:
            told.update(f"{part.dtype.str}{part.shape}".encode() + part.tobytes())
        self.key = told.digest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=1)
def _drawn(asked: _Asked) -> Drawn:
    matches, counts, families = asked.counted
    weights = np.concatenate(list(bootstrap.draw_weights(families, seed=_SEED)))
    share = weights / weights.sum(axis=1, keepdims=True)
    f1 = detection.f1(counts.sum(axis=1))
    errors = detection.count_errors(counts).astype(np.float64)
    having = [len(np.unique(families[one.objects[0] > 0])) for one in matches]
    return Drawn(
        once=_precisions(matches, np.ones((1, len(families)))),
        draws=_precisions(matches, weights),
        f1=f1,
        errors=errors,
        f1_draws=share @ f1,
        error_draws=share @ errors,
        having=np.array(having, np.float64),
        families=families,
    )


def _precisions(matches: list[Matches], weights: Floats) -> Floats:
    """(b, k, t)."""
    found = [detection.average_precision(one, weights=weights)[:, 0] for one in matches]
    return np.stack(found, axis=1)


def _of_classes(precisions: Floats, name: str) -> Floats:
    """(b, k): at overlap .5, or the mean over the overlaps."""
    return precisions[..., 0] if name == MAP50 else precisions.mean(axis=2)


def _mean(precisions: Floats, name: str) -> Floats:
    of_classes = np.moveaxis(_of_classes(precisions, name), 1, 0)
    return detection.mean_average_precision(list(of_classes))


def _interval(value: float, draws: Floats, *, effective: float) -> Interval:
    known = draws[~np.isnan(draws)]
    low, high = bootstrap.share_interval(value, known, n_effective=effective)
    return Interval(value, max(0.0, min(low, value)), min(1.0, max(high, value)))
