from dataclasses import replace

import numpy as np
import pytest

from peel.search.choose import Board
from peel.search.trial import rank

ALL = np.ones(36)


@pytest.fixture
def board(candidates, rows):
    return Board(sorted(candidates, key=rank), rows, n_heads=3)


def in_branch(candidate, *, losses):
    member = candidate.member.model_copy(update={"branch": "other"})
    return replace(candidate, member=member, losses=losses)


def _alike(candidates, rows, *, right):
    """Heads that give every row's class the probability `right`."""
    p = np.full((36, 3), (1 - right) / 2, np.float32)
    p[np.arange(36), rows.targets.y] = right
    losses = np.full(36, -np.log(right))
    return [replace(c, held_out=p, losses=losses, log_loss=losses[0]) for c in candidates]


def test_choice_takes_the_best_heads(board, candidates):
    assert board.best_heads(ALL) == sorted(candidates, key=rank)[:3]


def test_choice_stays_in_one_network(candidates, rows):
    worse = [in_branch(c, losses=c.losses + 1) for c in candidates]
    board = Board([*worse, *candidates], rows, n_heads=4)
    assert {c.member.branch for c in board.best_heads(ALL)} == {"net"}


def test_network_with_one_good_head_loses(candidates, rows):
    best = min(c.log_loss for c in candidates)
    other = [
        in_branch(c, losses=np.full(36, best / 2 if not place else 9.0))
        for place, c in enumerate(candidates)
    ]
    board = Board([*other, *candidates], rows, n_heads=4)
    assert {c.member.branch for c in board.best_heads(ALL)} == {"net"}


def test_rows_that_count_decide(candidates, rows):
    one, other = candidates[0], candidates[1]
    half = np.arange(36) < 18
    board = Board(
        [replace(one, losses=np.where(half, 0.1, 2.0)), replace(other, losses=np.ones(36))],
        rows,
        n_heads=1,
    )
    assert board.best_heads(1.0 * half)[0].member == one.member
    assert board.best_heads(1.0 * ~half)[0].member == other.member


@pytest.mark.parametrize(("right", "n"), [(0.705, 3), (0.9, 1)])
def test_single_head_must_be_clearly_better(candidates, rows, right, n):
    mean = _alike(candidates[:3], rows, right=0.7)
    (single,) = _alike(candidates[3:4], rows, right=right)
    ranked_last = replace(single, losses=np.full(36, 5.0), log_loss=5.0)
    board = Board([*mean, ranked_last], rows, n_heads=3)
    board.calibration = (1.0,)
    assert len(board.choose(ALL)) == n
