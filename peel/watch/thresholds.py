"""The thresholds of a model's watches, from its card alone."""

from __future__ import annotations

from typing import NamedTuple

from peel.metrics.wilson import wilson
from peel.params.sections import Watch
from peel.types.bundle import Card
from peel.watch.detector import HIGHEST, LOWEST


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
    classes = {
        name: _watchable(min(tau, of_name(mean, n, margin=settings.class_margin)))
        for name, (n, mean) in reference.names.items()
        if n >= settings.class_items
    }
    return Thresholds(tau, classes)


def of_name(mean: float, n: int, *, margin: float) -> float:
    """The threshold of a name whose n test pictures have this mean: `margin` below it, and not above the lower end of its interval.

    Few pictures say little of a name: its true mean may lie more than the margin under theirs, and no fall is needed for that.

    >>> round(of_name(0.85, 30, margin=0.1), 3), round(of_name(0.85, 300, margin=0.1), 3)
    (0.684, 0.75)
    """
    return min(mean - margin, wilson(mean * n, n)[0])


def names_a_picture(card: Card) -> float:
    """In how many watches of names a label counts on average, as far as the test says; at least 1."""
    reference = card.reference
    if reference is None or not reference.n:
        return 1.0
    return max(1.0, sum(n for n, _ in reference.names.values()) / reference.n)


def _watchable(tau: float) -> float:
    return min(max(round(tau, 6), LOWEST), HIGHEST)
