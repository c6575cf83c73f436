import numpy as np
import pytest

from peel.calibration import softmax
from peel.heads.classes import Classes
from peel.heads.folds import out_of_fold
from peel.heads.lda import LDA
from peel.heads.ridge import RIDGE

WANTED = {LDA: (0.1,), RIDGE: (0.1,)}


@pytest.fixture
def one_film():
    """Three classes that are easy to tell, and a fourth whose rows all lie in one fold."""
    rng = np.random.default_rng(0)
    y = np.r_[np.arange(108) % 3, np.full(12, 3)]
    x = rng.normal(size=(120, 60)) + rng.normal(size=(4, 60))[y]
    return x, Classes(y, 4), np.where(y == 3, 0, np.arange(120) // 3 % 5)


@pytest.mark.parametrize("form", ["lda", "ridge"])
def test_class_of_one_fold_leaves_others_sure(one_film, form):
    """Rows that nothing can tell once made every answer of the head as likely as any other."""
    x, classes, folds = one_film
    (scores,) = out_of_fold(x, classes, wanted=WANTED, folds=folds)[form]
    p = softmax.probabilities(scores, softmax.temperature(scores, classes.y))
    others = classes.y != 3
    assert np.median(p[others].max(1)) > 0.8


def test_class_of_one_fold_is_never_answered(one_film):
    x, classes, folds = one_film
    for (scores,) in out_of_fold(x, classes, wanted=WANTED, folds=folds).values():
        assert 3 not in scores[folds == 0].argmax(1)


def test_single_class_that_is_seen_is_answered():
    """It must not lose a tie against the one that nobody knows."""
    x, y = np.random.default_rng(0).normal(size=(8, 3)), np.repeat([0, 1], 4)
    (scores,) = out_of_fold(x, Classes(y, 2), wanted={LDA: (0.1,)}, folds=y)["lda"]
    assert (scores.argmax(1) != y).all()
