"""The thresholds of a model's watches, from its card alone."""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

from peel.metrics.wilson import wilson
from peel.params.sections import Watch
from peel.types.bundle import Card
from peel.watch.detector import HIGHEST, LOWEST

_BELOW = 0.025  # the chance that the threshold of any name lies above its true mean


class Thresholds(NamedTuple):
    """Of the mean of the kind's surrogate: over everything, and over the pictures that have a name."""

    tau: float
    classes: dict[str, float]


def of_card(card: Card, settings: Watch, *, threshold: float | None = None) -> Thresholds:
    """What the watches of a model compare with; `threshold` where a person changed it after the build.

    Not every score is a mean over pictures (macro F1, average precision). What is watched is the mean of the surrogate, so its
    threshold lies as far below the surrogate's value on the test as the score's threshold below the score. A card of an
    earlier Peel does not know the surrogate: there the threshold itself is taken. Names with fewer than `class_items` test pictures
    have none.
    """
    verdict, reference = card.verdict, card.reference
    asked = verdict.threshold if threshold is None else threshold
    if reference is None or reference.surrogate is None:
        return Thresholds(_watchable(asked), {})
    tau = _watchable(reference.surrogate - (verdict.score - asked))
    watched = {name: of for name, of in reference.names.items() if of[0] >= settings.class_items}
    classes = {
        name: _watchable(min(tau, mean - settings.class_margin, lowest(mean, n, of=len(watched))))
        for name, (n, mean) in watched.items()
    }
    return Thresholds(tau, classes)


def lowest(mean: float, n: int, *, of: int) -> float:
    """What the true mean of a name is not under, where its n test pictures have this mean; surely so of all `of` names that are watched.

    Few pictures say little of a name, and of many names some are always flattered: a threshold above the true mean goes red without a fall.

    >>> [round(lowest(0.9, 30, of=k), 3) for k in (1, 10, 40)]
    [0.744, 0.657, 0.613]
    """
    return wilson(mean * n, n, z=NormalDist().inv_cdf(1 - _BELOW / of))[0]


def names_a_picture(card: Card) -> float:
    """In how many watches of names a label counts on average, as far as the test says; at least 1."""
    reference = card.reference
    if reference is None or not reference.n:
        return 1.0
    return max(1.0, sum(n for n, _ in reference.names.values()) / reference.n)


def _watchable(tau: float) -> float:
    return min(max(round(tau, 6), LOWEST), HIGHEST)
