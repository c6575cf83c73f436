"""What the search may try for single-label classification, and how it is scored there."""

from __future__ import annotations

import numpy as np
import pytest

from peel.calibration.softmax import SOFTMAX
from peel.metrics.wilson import wilson
from peel.problem import find_learner
from peel.types.label_space import LabelSpace

LEARNER = find_learner("classification")
SPACE = LabelSpace(names=("a", "b", "c"))


def supervise(*targets):
    return LEARNER.supervise(np.array(targets), SPACE)


@pytest.mark.parametrize(
    ("has_expansion", "want"), [(True, ("mean", "ems", "emsg")), (False, ("mean", "ms", "msg"))]
)
def test_poolings_fit_the_block(has_expansion, want):
    assert LEARNER.poolings(has_expansion=has_expansion) == want


def test_heads_are_closed_forms():
    assert [head.name for head in LEARNER.heads()] == ["lda", "ridge"]
    assert all(head.is_closed for head in LEARNER.heads())


def test_trained_head_is_no_closed_form():
    assert [(head.name, head.is_closed) for head in LEARNER.trained_heads()] == [
        ("logistic", False)
    ]


def test_class_without_rows_keeps_its_column():
    classes = supervise(0, 1, 1)
    assert (classes.k, classes.seen.tolist()) == (3, [True, True, False])
    assert LEARNER.groups(classes) is classes


def test_score_is_the_share_of_right_answers():
    p = np.array([[0.8, 0.2, 0], [0.6, 0.4, 0], [0, 0.1, 0.9], [0.5, 0.5, 0]])
    assert LEARNER.score(p, supervise(0, 1, 2, 0)) == 0.75
    assert LEARNER.interval(0.75, supervise(0, 1, 2, 0), n_effective=4.0) == wilson(3, 4)


def test_constant_answers_the_largest_class():
    assert LEARNER.constant(supervise(0, 1, 1, 2)) == 0.5


def test_few_rows_all_rank():
    assert LEARNER.sample(supervise(*[0, 1, 2] * 3), most=1000).tolist() == list(range(9))


def test_many_rows_keep_their_shares():
    classes = supervise(*[0] * 900, *[1] * 90, *[2] * 6)
    places = LEARNER.sample(classes, most=100)
    assert np.bincount(classes.y[places]).tolist() == [90, 9, 5]
    assert (np.diff(places) > 0).all()


def test_most_probable_class_needs_no_decision():
    assert LEARNER.calibration is SOFTMAX
    assert LEARNER.decide(np.eye(3), supervise(0, 1, 2)) == {}
