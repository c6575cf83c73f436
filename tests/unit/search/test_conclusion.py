from dataclasses import replace

import numpy as np
import pytest

from peel.search.choose import Board
from peel.search.conclusion import conclude
from peel.search.trial import rank


@pytest.fixture
def model(candidates, rows):
    return conclude(sorted(candidates, key=rank), rows, n_heads=3)


def test_model_is_what_the_board_chooses(model, candidates, rows):
    board = Board(sorted(candidates, key=rank), rows, n_heads=3)
    assert model.heads == board.choose(np.ones(36))
    np.testing.assert_allclose(model.held_out.sum(1), 1.0)


def test_interval_holds_the_score(model):
    assert model.low <= model.score <= model.high


def test_families_widen_the_interval(model, candidates, rows):
    triples = replace(rows, families=np.arange(36) // 3)
    few = conclude(sorted(candidates, key=rank), triples, n_heads=3)
    assert few.high - few.low > model.high - model.low
