"""What a test part says about a score: how likely the true one reaches a level, and what a constant answer scores."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from peel.metrics import bootstrap
from peel.metrics.accuracy import once
from peel.metrics.beta import chance_at_least

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


class MeanOfClasses(Protocol):
    """A score of (n,) predicted classes against targets for each row of weights (b, n); gives (b,)."""

    def __call__(self, predicted: Ints, targets: Ints, /, *, weights: Floats) -> Floats:
        """The (b,) scores."""
        ...


class Evidence(Protocol):
    """`n` test items, `right` of them where the score is their share, `tested` of each class in the order of the classes.

    `constant` is what the best constant answer scores on this very test part. `times` asks for the
    chance that so many times the items would give at the same score.
    """

    @property
    def n(self) -> int:
        """How many."""
        ...

    @property
    def right(self) -> int | None:
        """How many are right, or None."""
        ...

    @property
    def tested(self) -> tuple[int, ...]:
        """How many of each class."""
        ...

    @property
    def constant(self) -> float:
        """The score of the best constant answer."""
        ...

    @property
    def has_rival(self) -> bool:
        """Whether a constant answer may be wrong; one that is always right says nothing of the model."""
        ...

    @property
    def against_constant(self) -> float:
        """The share of items like these that count where the constant answer is to be beaten."""
        ...

    def chance(self, level: float, times: float = 1.0) -> float:
        """That the true score is at least `level`."""
        ...

    def chance_over_constant(self, times: float = 1.0) -> float:
        """That the model is truly better than the best constant answer."""
        ...


@dataclass(frozen=True, kw_only=True)
class Shares:
    """Items that are right; `effective` counts near duplicates as one.

    `only_model` items are right where the constant answer is wrong, `only_constant` the other way round.
    """

    n: int
    right: int
    tested: tuple[int, ...]
    effective: float
    constant: float
    only_model: int
    only_constant: int

    @property
    def has_rival(self) -> bool:
        """Where one class alone is tested there is none."""
        return _are_several(self.tested)

    @property
    def against_constant(self) -> float:
        """Items of the other classes."""
        return 1 - max(self.tested) / self.n

    def chance(self, level: float, times: float = 1.0) -> float:
        """By the Beta posterior with Jeffreys' prior."""
        weight = times * self.effective / self.n
        return chance_at_least(
            level, right=weight * self.right, wrong=weight * (self.n - self.right)
        )

    def chance_over_constant(self, times: float = 1.0) -> float:
        """Paired: of the items on which the two differ, the model is right on more than half."""
        weight = times * self.effective / self.n
        return chance_at_least(
            0.5, right=weight * self.only_model, wrong=weight * self.only_constant
        )


@dataclass(frozen=True, kw_only=True)
class Means:
    """A mean over classes or labels with its bootstrap `draws`; `effective` items of one class would know it as well."""

    n: int
    tested: tuple[int, ...]
    effective: float
    constant: float
    value: float
    draws: Floats
    has_rival: bool = True
    against_constant: float = 1.0
    right: None = None

    def chance(self, level: float, times: float = 1.0) -> float:
        """The less sure one of the bootstrap and of Beta at the effective items; one half where they disagree.

        Where everything is right every draw is the same, and the bootstrap alone would claim certainty.
        As a median of three it rises with the score wherever both rise.
        """
        drawn = self.value + (self.draws - self.value) / np.sqrt(times)
        items = times * self.effective
        counted = chance_at_least(level, right=self.value * items, wrong=(1 - self.value) * items)
        return float(statistics.median((float((drawn >= level - 1e-12).mean()), counted, 0.5)))

    def chance_over_constant(self, times: float = 1.0) -> float:
        """The same at what the constant answer scores."""
        return self.chance(self.constant, times)


class Predicted(NamedTuple):
    """(n,) predicted classes, targets and families of the test items, and the number of classes."""

    predicted: Ints
    targets: Ints
    families: Ints
    k: int

    def counts(self) -> Ints:
        """(k,) test items of each class."""
        return np.bincount(self.targets, minlength=self.k)


def of_shares(answered: Predicted) -> Shares:
    """The evidence for accuracy; items of one family count by Kish's effective number.

    >>> right = np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1])
    >>> seen = of_shares(Predicted(*right, families=np.arange(4), k=2))
    >>> seen.right, seen.constant, seen.only_model, seen.only_constant
    (3, 0.5, 1, 0)
    """
    counts, n = answered.counts(), len(answered.targets)
    common = answered.targets == counts.argmax()
    right = answered.predicted == answered.targets
    return Shares(
        n=n,
        right=int(right.sum()),
        tested=tuple(counts.tolist()),
        effective=bootstrap.effective_families(answered.families),
        constant=float(counts.max() / n),
        only_model=int((right & ~common).sum()),
        only_constant=int((common & ~right).sum()),
    )


def of_means(answered: Predicted, *, statistic: MeanOfClasses, seed: int) -> Means:
    """The evidence for a mean over classes; O(1,000 n)."""
    predicted, targets, families, _ = answered
    counts, alone = answered.counts(), once(len(targets))
    always = np.full_like(targets, counts.argmax())
    mine = partial(statistic, predicted, targets)
    return Means(
        n=len(targets),
        tested=tuple(counts.tolist()),
        effective=bootstrap.effective_items(targets, families),
        constant=float(statistic(always, targets, weights=alone)[0]),
        value=float(mine(weights=alone)[0]),
        draws=bootstrap.replicate([mine], families, seed=seed)[0],
        has_rival=_are_several(tuple(counts.tolist())),
        against_constant=float(1 - counts.max() / len(targets)),
    )


def _are_several(tested: tuple[int, ...]) -> bool:
    return sum(n > 0 for n in tested) > 1
