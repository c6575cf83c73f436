"""How right an answer was."""

from __future__ import annotations

import json

import pytest

from peel.problem import find
from peel.types.marks import Mark
from peel.watch import scoring
from tests.unit.bundle.things import SPACE
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


def found(*things):
    """An answer of a model that finds things; what is unsure counts for nothing."""
    return {
        "boxes": [[10.0 * at, 0.0, 10.0 * at + 9, 9.0] for at, _, _ in things],
        "scores": [score for _, _, score in things],
        "labels": [["blue", "red"].index(name) for _, name, _ in things],
        "image_index": [0] * len(things),
    }


@pytest.mark.parametrize(
    ("things", "boxes", "score"),
    [
        ([(0, "red", 0.9)], [(0, "red")], 1.0),
        ([(0, "red", 0.9), (1, "blue", 0.3)], [(0, "red")], 1.0),
        ([(0, "red", 0.9)], [(0, "red"), (1, "blue")], 2 / 3),
        ([(0, "red", 0.9)], [(2, "red")], 0.0),
        ([(0, "red", 0.9)], [(0, "blue")], 0.0),
        ([(0, "red", 0.9)], [], 0.0),
        ([], [], 1.0),
        ([], [(0, "red")], 0.0),
        ([(0, "red", 0.9)], [(0, "red"), (1, "green")], 1.0),
        ([(0, "red", 0.9)], [(0, "red"), (1, "owl")], 2 / 3),
    ],
)
def test_boxes_score_by_picture(things, boxes, score):
    """At overlap .5 and from the thresholds on; "green" had too few boxes and was left out, of "owl" nobody heard."""
    kind = find("detection")
    marks = [Mark(name, (10.0 * at, 0.0, 10.0 * at + 9, 9.0)) for at, name in boxes]
    row = answered(1, right=True, at=0, label=kind.state_marks(marks, size=(99, 9)))
    ticket = row.ticket.model_copy(update={"outputs": found(*things)})
    finds = {"kind": "detection", "space": SPACE, "outputs": kind.outputs(SPACE)}
    told = scoring.score(row.model_copy(update={"ticket": ticket}), CARD.model_copy(update=finds))
    assert told == pytest.approx(score)
