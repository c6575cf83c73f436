from dataclasses import replace

import numpy as np
import pytest

from peel.heads.classes import Classes
from peel.search import optimism
from peel.search.choose import Board
from tests.unit.search.conftest import rows_of


@pytest.fixture
def guesses(candidates):
    """108 heads that guess: the best of them looks good, and is not."""
    rng = np.random.default_rng(0)
    classes = Classes(np.arange(45) % 3, 3)
    rows = rows_of(classes, folds=np.arange(45) % 5)
    made = []
    for number in range(108):
        p = rng.dirichlet(np.ones(3), 45)
        losses = -np.log(p[np.arange(45), classes.y])
        member = candidates[0].member.model_copy(update={"tap": number})
        one = replace(candidates[0], member=member, losses=losses, log_loss=losses.mean())
        score = (p.argmax(1) == classes.y).mean()
        made.append(replace(one, held_out=p.astype(np.float32), score=score))
    return sorted(made, key=lambda c: c.log_loss), rows


def _paid(guesses, *, n_heads, families=None):
    found, rows = guesses
    if families is not None:
        rows = replace(rows, families=families)
    return optimism.score(Board(found, rows, n_heads=n_heads).best_heads, rows)


def test_best_of_many_guesses_is_paid_for(guesses):
    found, _ = guesses
    assert found[0].score > 0.45
    assert _paid(guesses, n_heads=1) == pytest.approx(1 / 3, abs=0.06)


def test_mean_of_guesses_is_paid_for(guesses):
    assert _paid(guesses, n_heads=20) == pytest.approx(1 / 3, abs=0.08)


def test_without_a_choice_nothing_is_paid(guesses):
    found, rows = guesses
    paid = _paid((found[:1], rows), n_heads=1)
    assert paid == pytest.approx(found[0].score, abs=0.02)


def test_a_single_family_knows_nothing(guesses):
    assert _paid(guesses, n_heads=3, families=np.zeros(45, int)) == 0.0
