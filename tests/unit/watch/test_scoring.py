"""How right an answer was."""

from __future__ import annotations

import json

import pytest

from peel.watch import scoring
from tests.unit.watch.audit import CARD, answered


def test_right_answer_scores_one():
    assert scoring.score(answered(1, right=True, at=0), CARD) == 1
    assert scoring.score(answered(1, right=False, at=0), CARD) == 0


def test_unknown_name_scores_nothing():
    assert scoring.score(answered(1, right=True, at=0, label="zebra"), CARD) == 0


def test_names_are_the_label_s():
    assert scoring.names(answered(1, right=True, at=0, label="dog"), CARD) == ("dog",)
    assert scoring.names(answered(1, right=None, at=0), CARD) == ()


def test_text_that_is_no_label_scores_nothing():
    several = CARD.model_copy(update={"kind": "multilabel"})
    row = answered(1, right=True, at=0, label="no json")
    assert (scoring.score(row, several), scoring.names(row, several)) == (0, ())


def test_several_names_score_between():
    decision = {"thresholds": [0.5, 0.5]}
    space = CARD.space.model_copy(update={"decision": decision})
    several = CARD.model_copy(update={"kind": "multilabel", "space": space})
    row = answered(1, right=False, at=0, label='{"unknown":[],"yes":["cat","dog"]}')
    assert 0 < scoring.score(row, several) < 1


@pytest.mark.parametrize(
    ("names", "score"),
    [
        (["cat"], 1.0),
        (["cat", "zebra"], 2 / 3),
        (["cat", "yak", "zebra"], 2 / 4),
        (["dog", "zebra"], 0.0),
        (["zebra"], 0.0),
    ],
)
def test_unknown_name_beside_others_is_one_missed(names, score):
    """The answer says cat alone; what it cannot say costs what F1 says, no more."""
    decision = {"thresholds": [0.5, 0.5]}
    space = CARD.space.model_copy(update={"decision": decision})
    several = CARD.model_copy(update={"kind": "multilabel", "space": space})
    label = json.dumps({"unknown": [], "yes": names})
    row = answered(1, right=False, at=0, label=label)
    assert scoring.score(row, several) == pytest.approx(score)


def test_likeliest_name_is_the_answer_s():
    assert scoring.likeliest(answered(1, right=None, at=0, label="dog"), CARD) == ("cat",)


def test_label_that_nobody_asked_for_is_none():
    told = scoring.seen(answered(1, right=False, at=0, trust="staff"), CARD)
    assert (told.label, told.x, told.names) == (None, 1.0, ("dog",))
    told = scoring.seen(answered(1, right=False, at=0), CARD)
    assert (told.label, told.x, told.names) == (2, 0.0, ("cat",))
