"""Siblings by what a network sees: copies are found, a class is not one family."""

from __future__ import annotations

import numpy as np
import pytest

from peel.split.siblings import coordinates, find_siblings

RNG = np.random.default_rng(0)
# What a network sees of 3 classes of 40: a strong common part of each class, weaker own parts in 90 directions.
CLASSES = RNG.normal(0, 10, (3, 90)).repeat(40, axis=0)
OWN = CLASSES + RNG.normal(0, 1, (120, 90))
SEEN = (OWN @ RNG.normal(0, 1, (90, 200)) + 5).astype(np.float16)


def _pairs(seen: np.ndarray) -> list[tuple[int, int]]:
    links = find_siblings(coordinates(seen))
    return sorted(zip(links.first.tolist(), links.second.tolist(), strict=True))


def test_class_is_no_family() -> None:
    assert _pairs(SEEN) == []


def test_changed_copies_are_siblings() -> None:
    noise = RNG.normal(0, 0.3, (5, 200)).astype(np.float16)
    assert _pairs(np.concatenate([SEEN, SEEN[:5] + noise])) == [(i, 120 + i) for i in range(5)]


def test_siblings_of_another_block_are_found() -> None:
    placed = RNG.normal(0, 1, (1500, 128)).astype(np.float32)
    placed[1499] = placed[3]
    placed /= np.linalg.norm(placed, axis=1, keepdims=True)
    links = find_siblings(placed)
    assert (links.first.tolist(), links.second.tolist(), links.n_pairs) == ([3], [1499], 1)
    assert links.slack == pytest.approx([0], abs=1e-4)


def test_few_directions_ask_for_more() -> None:
    placed = np.zeros((2, 12), np.float32)
    placed[:, 0], placed[:, 1] = (0.99, 0.9), (0, (1 - 0.9**2) ** 0.5)
    assert find_siblings(placed).n_pairs == 0
    assert find_siblings(np.pad(placed, ((0, 0), (0, 100)))).n_pairs == 1


def test_pairs_are_counted_before_thinning() -> None:
    links = find_siblings(np.ones((6, 1), np.float32))
    assert (links.n_pairs, len(links.first)) == (15, 5)


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_pictures_have_no_siblings(n: int) -> None:
    assert _pairs(SEEN[:n]) == []


def test_pictures_all_the_same_are_like_none() -> None:
    assert _pairs(np.ones((9, 20), np.float16)) == []


@pytest.mark.parametrize("n", [4, 12, 60])
def test_copies_are_found_in_small_sets(n: int) -> None:
    assert (0, n) in _pairs(np.concatenate([SEEN[::2][:n], SEEN[:1]]))
