"""Draws for items that count for several names."""

from __future__ import annotations

from collections import Counter

import numpy as np

from peel.split.draw import Size
from peel.split.stratify import Family, draw_folds, draw_test

NONE = (Family(0, Counter()), Family(0, Counter()))
NAMES = [f"n{k}" for k in range(12)]


def _families(n: int = 600) -> dict[str, Family]:
    """Names that are the rarer the higher their number; families of one to three items."""
    rng = np.random.default_rng(4)
    found = {}
    for i in range(n):
        size = int(rng.integers(1, 4)) if i % 5 == 0 else 1
        has = rng.random((size, len(NAMES))) < 0.4 / (1 + np.arange(len(NAMES)))
        counts = Counter({name: int(k) for name, k in zip(NAMES, has.sum(0), strict=True) if k})
        found[f"{i:04x}"] = Family(size, counts)
    return found


def _shares(families: dict[str, Family], chosen: set[str] | frozenset[str]) -> np.ndarray:
    tested = Counter[str]()
    total = Counter[str]()
    for name, family in families.items():
        total.update(family.counts)
        if name in chosen:
            tested.update(family.counts)
    return np.array([tested[name] / total[name] for name in NAMES])


def test_each_name_keeps_its_share() -> None:
    families = _families()
    chosen = draw_test(families, held=NONE, size=Size(0.2, 2000), seed=0)
    careless = set(np.random.default_rng(0).permutation(sorted(families))[: len(families) // 5])
    assert abs(_shares(families, chosen) - 0.2).max() < 0.02
    assert abs(_shares(families, careless) - 0.2).max() > 0.05
    tested = sum(families[name].n for name in chosen)
    assert abs(tested / sum(each.n for each in families.values()) - 0.2) < 0.02


def test_most_items_bound_the_test() -> None:
    families = _families()
    chosen = draw_test(families, held=NONE, size=Size(0.2, 40), seed=0)
    assert 36 <= sum(families[name].n for name in chosen) <= 44


def test_settled_items_count_for_the_shares() -> None:
    families = {f"{i:02x}": Family(1, Counter(cat=1, pet=1)) for i in range(20)}
    tested = Family(20, Counter(cat=20, pet=20))
    trained = Family(60, Counter(cat=60, pet=60))
    size = Size(0.2, 2000)
    assert not draw_test(families, held=(trained, tested), size=size, seed=0)
    assert len(draw_test(families, held=(trained, NONE[1]), size=size, seed=0)) == 16


def test_another_seed_draws_others() -> None:
    families = _families()
    one, other = (draw_test(families, held=NONE, size=Size(0.2, 2000), seed=s) for s in (0, 1))
    assert one != other
    assert one == draw_test(
        dict(reversed(families.items())), held=NONE, size=Size(0.2, 2000), seed=0
    )


def test_name_takes_back_its_last_family() -> None:
    """Both families of a name are wanted for the test by names that are rarer still."""
    families = {
        "a1": Family(1, Counter(a=1, x=1)),
        "a2": Family(1, Counter(a=1)),
        "b1": Family(1, Counter(b=1, x=1)),
        "b2": Family(1, Counter(b=1)),
    }
    trained = Family(2, Counter(a=1, b=1))
    for seed in range(20):
        chosen = draw_test(families, held=(trained, NONE[0]), size=Size(0.5, 9), seed=seed)
        assert not {"a1", "b1"} <= chosen


def test_items_without_a_name_are_shared_out() -> None:
    families = {f"{i:02x}": Family(1, Counter()) for i in range(50)}
    assert len(draw_test(families, held=NONE, size=Size(0.2, 2000), seed=0)) == 10
    assert sorted(Counter(draw_folds(families, seed=0).values()).values()) == [10] * 5


def test_folds_share_each_name_out() -> None:
    families = _families()
    folds = draw_folds(families, seed=0)
    for fold in range(5):
        mine = {name for name, at in folds.items() if at == fold}
        assert abs(_shares(families, mine) - 0.2).max() < 0.06
        assert abs(sum(families[name].n for name in mine) - 144) <= 25


def test_no_family_is_no_draw() -> None:
    assert draw_test({}, held=NONE, size=Size(0.2, 2000), seed=0) == frozenset()
    assert draw_folds({}, seed=0) == {}
