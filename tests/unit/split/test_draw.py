"""The draws: quotas, whole families, something on both sides, folds that balance."""

from __future__ import annotations

from collections import Counter

import pytest

from peel.split.draw import Held, Size, draw_folds, draw_test

NONE = Held(Counter(), Counter())


def _singles(n: int, stratum: str = "cat") -> dict[str, Counter[str]]:
    return {f"{stratum}{i}": Counter({stratum: 1}) for i in range(n)}


def _draw(
    families: dict[str, Counter[str]],
    share: float = 0.2,
    held: Held = NONE,
    seed: int = 0,
    most: int = 2000,
) -> frozenset[str]:
    return draw_test(families, held=held, size=Size(share, most), seed=seed)


@pytest.mark.parametrize(("n", "share", "expected"), [(100, 0.2, 20), (10, 0.25, 2), (2, 0.2, 1)])
def test_quota_is_share_of_items(n: int, share: float, expected: int) -> None:
    assert len(_draw(_singles(n), share)) == expected


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
def test_two_families_stand_on_both_sides(share: float) -> None:
    assert len(_draw(_singles(2), share)) == 1


def test_single_family_stays_in_training() -> None:
    assert _draw({"one": Counter(cat=9)}) == frozenset()


def test_too_large_families_are_passed_over() -> None:
    families = {"large": Counter(cat=50), **_singles(50)}
    chosen = _draw(families)
    assert len(chosen) == 20
    assert "large" not in chosen


def test_smallest_family_stands_in_for_none() -> None:
    assert _draw({"large": Counter(cat=50), "less": Counter(cat=40)}) == {"less"}


def test_other_class_is_not_drained() -> None:
    """The only family of `dog` would give `cat` its test item, but then nothing of `dog` is trained on."""
    assert _draw({"mixed": Counter(cat=1, dog=1), "large": Counter(cat=8)}) == {"large"}


def test_each_class_gets_its_share() -> None:
    chosen = _draw({**_singles(50), **_singles(10, "dog")})
    assert Counter(name[:3] for name in chosen) == {"cat": 10, "dog": 2}


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_most_tested_is_never_exceeded(share: float) -> None:
    chosen = _draw({**_singles(70), **_singles(30, "dog")}, share, most=10)
    assert Counter(name[:3] for name in chosen) == {"cat": 7, "dog": 3}


def test_each_class_is_tested_beyond_the_most() -> None:
    families = {**_singles(50), **_singles(5, "dog"), **_singles(5, "eel")}
    assert Counter(name[:3] for name in _draw(families, most=2)) == {"cat": 1, "dog": 1, "eel": 1}


def test_held_items_count_as_drawn() -> None:
    held = Held(Counter(cat=80), Counter(cat=20))
    assert len(_draw(_singles(10), held=held)) == 2
    assert _draw(_singles(10), held=Held(Counter(cat=10), Counter(cat=20))) == frozenset()


def test_seed_changes_the_draw() -> None:
    assert _draw(_singles(50)) == _draw(_singles(50))
    assert _draw(_singles(50)) != _draw(_singles(50), seed=1)


def test_order_of_families_changes_nothing() -> None:
    families = _singles(30)
    assert _draw(families) == _draw(dict(reversed(families.items())))


def test_folds_share_each_class_evenly() -> None:
    families = {**_singles(50), **_singles(10, "dog"), "big": Counter(cat=12)}
    folds = draw_folds(families, seed=0)
    sizes = [Counter[str]() for _ in range(5)]
    for name, fold in folds.items():
        sizes[fold].update(families[name])
    assert [size["dog"] for size in sizes] == [2] * 5
    assert sorted(size["cat"] for size in sizes) == [12, 12, 12, 13, 13]


def test_folds_depend_on_the_seed() -> None:
    assert draw_folds(_singles(50), seed=0) != draw_folds(_singles(50), seed=1)


def test_few_of_a_class_are_thinned_alike() -> None:
    """Three of each of four classes: every fold takes one of each, so that no class is known by fewer than its rivals."""
    families = {f"{c}{i}": Counter({c: 1}) for c in "abcd" for i in range(3)}
    folds = draw_folds(families, seed=0)
    held = [
        sorted(name[0] for name, fold in folds.items() if fold == number) for number in range(3)
    ]
    assert held == [list("abcd")] * 3


def test_single_families_still_make_two_folds() -> None:
    assert set(draw_folds({"a": Counter(a=4), "b": Counter(b=4)}, seed=0).values()) == {0, 1}
