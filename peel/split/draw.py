"""The two draws of the split, by family: the sealed test part, and the folds of the training part."""

from __future__ import annotations

import hashlib
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

N_FOLDS = 5

# How many items of each stratum (for a classification: of each class).
Counts = Counter[str]


class Held(NamedTuple):
    """Items whose part is settled before the draw, counted by stratum."""

    train: Counts
    test: Counts


class Size(NamedTuple):
    """How much is tested: this share of every stratum, and in all at most so many items."""

    share: float
    most: int


def draw_test(
    families: Mapping[str, Counts], *, held: Held, size: Size, seed: int
) -> frozenset[str]:
    """The families that go to the test part.

    Families come in the order of a hash of seed and name, and one is taken while no stratum gets more than its
    quota (its share of all its items, at least 1, never all). Afterwards a stratum without a test item gets its
    smallest family, as long as every stratum in it keeps an item to train on. So each stratum that has two
    families (of its own) has items on both sides.

    >>> one = {name: Counter(cat=1) for name in "abcde"}
    >>> len(draw_test(one, held=Held(Counter(), Counter()), size=Size(0.4, 2000), seed=0))
    2
    """
    total = add(families.values()) + held.train + held.test
    room = _quotas(total, size) - held.test
    chosen: list[str] = []
    order = shuffled(families, f"test {seed}")
    for name in order:
        if all(k <= room[s] for s, k in families[name].items()):
            chosen.append(name)
            room.subtract(families[name])
    for stratum in sorted(total):
        tested = held.test + add(families[name] for name in chosen)
        if not tested[stratum]:
            chosen += cheapest(stratum, families, order=order, left=total - tested)
    return frozenset(chosen)


def draw_folds(families: Mapping[str, Counts], *, seed: int) -> dict[str, int]:
    """The fold of each family: large ones first, each into the fold that has the least of its strata.

    Five folds, or as many as half of the strata have families, at least two: with three pictures a class, three folds
    take one of every class each time. Of five, some classes would keep three and the held ones two, and a class that is
    known by fewer pictures than its rivals loses to them (caltech101: 49 % right instead of 70, in truth 77).

    >>> sorted(draw_folds({name: Counter(cat=1) for name in "abcde"}, seed=0).values())
    [0, 1, 2, 3, 4]
    """
    filled = [Counter[str]() for _ in range(count_folds(families.values()))]
    folds = {}
    order = shuffled(families, f"fold {seed}")
    for name in sorted(order, key=lambda name: -families[name].total()):
        counts = families[name]
        load = [(sum(f[s] * k for s, k in counts.items()), f.total()) for f in filled]
        folds[name] = load.index(min(load))
        filled[folds[name]].update(counts)
    return folds


def _quotas(total: Counts, size: Size) -> Counts:
    """Items to test of each stratum; rounded down where the most that is tested in all would be exceeded."""
    n = total.total()
    if size.share * n <= size.most:
        quotas = {s: round(size.share * k) for s, k in total.items()}
    else:
        quotas = {s: size.most * k // n for s, k in total.items()}
    return Counter({s: min(max(quotas[s], 1), k - 1) for s, k in total.items()})


def count_folds(families: Iterable[Counts]) -> int:
    """How many folds: five, or as many as half of the strata have families, at least two."""
    having = Counter(stratum for counts in families for stratum, k in counts.items() if k)
    return min(N_FOLDS, max(2, int(statistics.median_low(having.values())))) if having else N_FOLDS


def add(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    total: Counts = Counter()
    for one in counts:
        total.update(one)
    return total


def shuffled(names: Iterable[str], salt: str) -> list[str]:
    """An order that depends on salt and names alone: a new family moves no other."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{salt} {name}".encode()).digest())


def cheapest(
    stratum: str, families: Mapping[str, Counts], *, order: Sequence[str], left: Counts
) -> list[str]:
    """The smallest family with this stratum that leaves each of its strata something to train on, if any."""
    fitting = [
        name
        for name in order
        if families[name][stratum] and all(k < left[s] for s, k in families[name].items())
    ]
    return [min(fitting, key=lambda name: families[name].total())] if fitting else []
