"""The draws for items that count for several names each: rare names first, each family to the part that lacks most of it.

**Source**: iterative stratification, Sechidis, Tsoumakas and Vlahavas 2011 (On the stratification of multi-label
data), with families in place of items and an order by digest in place of chance.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from peel.split.draw import Counts, Held, Size, add, cheapest, count_folds, shuffled


class Family(NamedTuple):
    """How many items belong together, and for how many of them each name holds."""

    n: int
    counts: Counts


class Wanted:
    """What a part still lacks: items in all, and of each name. Goes below zero where a family was too large."""

    def __init__(self, n: int, counts: Counts, *, unit: int = 1) -> None:
        """`unit` is what one item weighs, so that fifths stay whole numbers."""
        self.n, self.counts, self._unit = n, Counter(counts), unit

    def take(self, family: Family) -> None:
        """The family lies in this part now."""
        self.n -= self._unit * family.n
        for name, k in family.counts.items():
            self.counts[name] -= self._unit * k


def draw_test(
    families: Mapping[str, Family], *, held: tuple[Family, Family], size: Size, seed: int
) -> frozenset[str]:
    """The families that go to the test part; `held` are the items of training and test that are settled before.

    Each name gets its share of items (at least 1, never all). Afterwards a name without a training item takes back
    its smallest family, and one without a test item gets the smallest that leaves each of its names something to
    train on. So a name with a family of its own and another one has items on both sides.

    >>> one = {name: Family(1, Counter(cat=1, pet=1)) for name in "abcde"}
    >>> len(draw_test(one, held=(Family(0, Counter()), Family(0, Counter())), size=Size(0.4, 2000), seed=0))
    2
    """
    train, test = held
    total = add([each.counts for each in (*families.values(), *held)])
    n = sum(each.n for each in (*families.values(), *held))
    share = min(size.share, size.most / max(n, 1))
    whole = round if share == size.share else math.floor
    quotas = Counter({s: min(max(whole(share * k), 1), k - 1) for s, k in total.items()})
    wanted = [Wanted(n - round(share * n), total - quotas), Wanted(round(share * n), quotas)]
    wanted[0].take(train)
    wanted[1].take(test)
    places = _place(families, wanted, salt=f"test {seed}")
    order = shuffled(families, f"test {seed}")
    settled = Held(train.counts, test.counts)
    chosen = {name for name, place in places.items() if place == 1}
    chosen -= set(_taken_back(families, chosen, held=settled))
    counts = {one: family.counts for one, family in families.items()}
    tested = add([test.counts, *(counts[one] for one in chosen)])
    for name in sorted(total):
        if not tested[name]:
            more = cheapest(name, counts, order=order, left=total - tested)
            chosen.update(more)
            tested.update(add(counts[one] for one in more))
    return frozenset(chosen)


def draw_folds(families: Mapping[str, Family], *, seed: int) -> dict[str, int]:
    """The fold of each family; as many folds as for items of one name each.

    >>> sorted(draw_folds({name: Family(1, Counter(cat=1, pet=1)) for name in "abcde"}, seed=0).values())
    [0, 1, 2, 3, 4]
    """
    n_folds = count_folds([family.counts for family in families.values()])
    total = Family(
        sum(family.n for family in families.values()),
        add([family.counts for family in families.values()]),
    )
    wanted = [Wanted(total.n, total.counts, unit=n_folds) for _ in range(n_folds)]
    return _place(families, wanted, salt=f"fold {seed}")


def _place(
    families: Mapping[str, Family], wanted: Sequence[Wanted], *, salt: str
) -> dict[str, int]:
    """The part of each family, by the name of which the fewest items are left; then those without a name."""
    placed: dict[str, int] = {}
    for name, family in _rare_first(families, shuffled(families, salt)):
        lacks = [(each.counts[name] if name else 0, each.n) for each in wanted]
        placed[family] = lacks.index(max(lacks))
        wanted[placed[family]].take(families[family])
    return placed


def _rare_first(families: Mapping[str, Family], order: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each family once, with the name for which it is placed ("" for one without): large ones first, then in `order`."""
    having: dict[str, list[str]] = defaultdict(list)
    for one in order:
        for name in families[one].counts:
            having[name].append(one)
    todo, left = dict.fromkeys(order), add([family.counts for family in families.values()])
    while +left:
        name = min((k, name) for name, k in (+left).items())[1]
        mine = [one for one in having[name] if one in todo]
        for one in sorted(mine, key=lambda one: -families[one].counts[name]):
            del todo[one]
            left.subtract(families[one].counts)
            yield name, one
    yield from (("", one) for one in sorted(todo, key=lambda one: -families[one].n))


def _taken_back(families: Mapping[str, Family], chosen: set[str], *, held: Held) -> Iterator[str]:
    """The families that names without a training item take back: small ones, and if it can be such as leave all tested."""
    trained = add([held.train, *(families[one].counts for one in families if one not in chosen)])
    tested = add([held.test, *(families[one].counts for one in sorted(chosen))])
    for name in sorted(tested):
        mine = sorted(one for one in chosen if families[one].counts[name])
        if trained[name] or not mine:
            continue
        one = min(mine, key=lambda one: (_loss(families[one], tested), families[one].n))
        trained.update(families[one].counts)
        tested.subtract(families[one].counts)
        yield one


def _loss(family: Family, tested: Counts) -> int:
    """How many names would have no test item without this family."""
    return sum(k == tested[name] for name, k in family.counts.items())
