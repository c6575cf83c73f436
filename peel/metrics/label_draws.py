"""How sure scores of several labels a picture are: values beside a thousand draws of the families of items."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from peel.metrics import bootstrap, label_sums
from peel.metrics.evidence import Means
from peel.metrics.label_sums import Bools, Floats, LabelAnswers, Sums, add_up

Statistic = Callable[[Sums], Floats]
# Scores that the gate may compare, by name.
STATISTICS: dict[str, Statistic] = {
    "mean_average_precision": label_sums.mean_average_precision,
    "micro_f1": label_sums.micro_f1,
    "macro_f1": label_sums.macro_f1,
}


class Interval(NamedTuple):
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


class Drawn(NamedTuple):
    """The sums of the items themselves (1, k) and of the draws (1,000, k), and how many families have each label or are said to (k,).

    The average precisions of the draws are turned at those of the items, see `_turned`.
    """

    once: Sums
    draws: Sums
    having: Floats
    saying: Floats

    def interval(self, name: str, *, effective: float) -> Interval:
        """Of a score by name; never narrower than Wilson's at `effective` items."""
        statistic = STATISTICS[name]
        return _interval(statistic(self.once), statistic(self.draws), effective=effective)

    def by_label(self, statistic: Statistic, *, effective: Floats) -> list[Interval]:
        """Of a statistic that gives (b, k), one a label; `effective` (k,) items."""
        values, draws = statistic(self.once)[0], statistic(self.draws)
        return [
            _interval(values[[j]], draws[:, j], effective=effective[j]) for j in range(len(values))
        ]

    def effective(self, name: str, families: NDArray[np.int64]) -> float:
        """How many items that stand alone would know a score as well as these do."""
        if name == "micro_f1" or not self.having.any():
            return bootstrap.effective_families(families)
        return rare_as_one(self.having)


def draw(answered: LabelAnswers, families: NDArray[np.int64], *, seed: int) -> Drawn:
    """All that intervals need; O(1,000 n k), of 2,000 items and 20 labels about a CPU second.

    Scores, verdict and details of the same answers ask for the same draws, so the last ones are kept.
    """
    return _drawn(_Asked(answered, families, seed=seed))


class _Asked:
    """What is drawn; equal where all numbers are."""

    def __init__(self, answered: LabelAnswers, families: NDArray[np.int64], *, seed: int) -> None:
        self.answered, self.families, self.seed = answered, families, seed
        parts: list[NDArray[Any]] = [*answered, families]
        told = [(part.dtype.str, part.shape, sha256(part.tobytes()).hexdigest()) for part in parts]
        self.key = (seed, *told)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=1)
def _drawn(asked: _Asked) -> Drawn:
    answered, families, seed = asked.answered, asked.families, asked.seed
    drawn = [add_up(answered, weights=w) for w in bootstrap.draw_weights(families, seed=seed)]
    once = add_up(answered, weights=np.ones((1, len(families))))
    return Drawn(
        once=once,
        draws=_turned(Sums(*map(np.concatenate, zip(*drawn, strict=True))), once=once),
        having=_families(answered.yes, families),
        saying=_families(answered.said, families),
    )


def evidence(answered: LabelAnswers, families: NDArray[np.int64], *, name: str, seed: int) -> Means:
    """What the gate asks about a score; the constant answer knows how often each label holds on these very items.

    It is always right where every label holds for all items or for none.
    """
    drawn, statistic = draw(answered, families, seed=seed), STATISTICS[name]
    is_mixed = answered.yes.any(axis=0) & (answered.targets == 0).any(axis=0)
    return Means(
        n=len(families),
        tested=tuple(answered.yes.sum(axis=0).tolist()),
        effective=drawn.effective(name, families),
        constant=best_constant(answered, statistic),
        value=float(statistic(drawn.once)[0]),
        draws=statistic(drawn.draws),
        has_rival=bool(is_mixed.any()),
    )


def rare_as_one(having: Floats) -> float:
    """How many items of one label would know a share as well as `having` (k,) of each label know a mean over the labels.

    It is as unsure as its rarest label makes it: k^2 / sum(1 / items that have it), over the labels that some have; 0 where
    none has any.
    """
    some = having[having > 0]
    return float(len(some) ** 2 / (1 / some).sum()) if len(some) else 0.0


def best_constant(answered: LabelAnswers, statistic: Statistic) -> float:
    """What the best answer scores that is the same for every item: its m most common labels hold, for the best m.

    The order of equal answers is one by chance, so average precision is what that gives in the mean.
    """
    known, yes = (part.sum(axis=0).astype(np.float64) for part in (answered.known, answered.yes))
    order = np.argsort(-yes / np.maximum(known, 1), kind="stable")
    m = np.arange(len(order) + 1)[:, None]
    said = m > np.argsort(
        order
    )  # (k + 1, k): of each m, whether a label is among the m most common
    by_chance = label_sums.precision_by_chance(yes, known)
    every = np.ones(said.shape)
    return float(statistic(Sums(every * by_chance, said * yes, said * known, every * yes)).max())


def _turned(draws: Sums, *, once: Sums) -> Sums:
    """Average precisions of draws as far under those of the items as they lie above, where the label was drawn.

    The fewer items have a label, the more its average precision flatters; a draw knows even fewer of them, so it
    flatters twice. **Source**: the basic bootstrap (Davison and Hinkley 1997, section 5.2).
    """
    turned = 2 * once.average_precision - draws.average_precision
    return draws._replace(average_precision=np.where(draws.yes > 0, turned, 0.0))


def _interval(value: Floats, draws: Floats, *, effective: float) -> Interval:
    low, high = bootstrap.share_interval(float(value[0]), draws, n_effective=effective)
    return Interval(float(value[0]), max(0.0, low), min(1.0, high))


def _families(entries: Bools, families: NDArray[np.int64]) -> Floats:
    """(k,) families of which an item has the entry."""
    return np.array(
        [len(np.unique(families[entries[:, j]])) for j in range(entries.shape[1])], np.float64
    )
