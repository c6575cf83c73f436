"""Where two models disagree, whatever the kind, and which of them a label proves right."""

from __future__ import annotations

import numpy as np
import pytest

from peel import problem
from peel.feedback import disagreement, epochs
from peel.feedback.disagreement import Two
from peel.metrics.boxes import Found
from peel.problems.detection.held import hold
from peel.types.label_space import LabelSpace
from peel.types.marks import Mark
from tests.unit.bundle.conftest import card_of
from tests.unit.feedback.conftest import answer

NAMES = ("cat", "dog", "owl")


def _card(kind="classification", names=NAMES):
    decision = {"thresholds": [0.5] * len(names)} if kind != "classification" else {}
    space = LabelSpace(names=names, decision=decision)
    outputs = problem.find(kind).outputs(space)
    return card_of(b"m", b"g", kind=kind, space=space, outputs=outputs)


def _ticket(old, new, **other):
    shadow = None if new is None else {"probabilities": new}
    fields = {"outputs": {"probabilities": old}, "shadow": shadow, "shadow_model": "s" * 64}
    return answer(**(fields | other))


def _found(things):
    """Outputs of one picture with squares of 20 pixels: class, left and top, score."""
    boxes = [(at, at, at + 20, at + 20) for _, at, _ in things]
    found = Found(
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array([score for *_, score in things], np.float32),
        np.array([name for name, *_ in things], np.int64),
    )
    return {name: array[0].tolist() for name, array in hold([found], THINGS.champion.space).items()}


CLASSES = Two(_card(), _card())
SEVERAL = Two(_card("multilabel"), _card("multilabel"))
THINGS = Two(_card("detection"), _card("detection"))


@pytest.mark.parametrize(
    ("new", "differs"), [([0.5, 0.4, 0.1], False), ([0.4, 0.5, 0.1], True), ([0.1, 0.2, 0.7], True)]
)
def test_other_class_is_another_answer(new, differs):
    assert CLASSES.differ(_ticket([0.9, 0.1, 0.0], new)) is differs


@pytest.mark.parametrize(
    ("new", "differs"), [([0.6, 0.4, 0.6], False), ([0.9, 0.9, 0.9], True), ([0.9, 0.1, 0.1], True)]
)
def test_other_labels_are_another_answer(new, differs):
    assert SEVERAL.differ(_ticket([0.9, 0.1, 0.9], new)) is differs


@pytest.mark.parametrize(
    ("old", "new", "differs"),
    [
        ([(0, 10, 0.9)], [(0, 11, 0.6)], False),
        ([(0, 10, 0.9)], [(0, 10, 0.4)], True),
        ([(0, 10, 0.9)], [(1, 10, 0.9)], True),
        ([], [(0, 10, 0.9)], True),
        ([], [], False),
    ],
)
def test_other_things_are_another_answer(old, new, differs):
    ticket = answer(outputs=_found(old), shadow=_found(new), shadow_model="s" * 64)
    assert THINGS.differ(ticket) is differs


def test_label_says_who_found_it():
    kind = problem.find("detection")
    label = kind.state_marks([Mark("cat", (10, 10, 30, 30))], size=(99, 99))
    ticket = answer(outputs=_found([]), shadow=_found([(0, 10, 0.9)]), shadow_model="s" * 64)
    assert THINGS.outcome(ticket, label) == 1


@pytest.mark.parametrize(("label", "outcome"), [("cat", -1), ("dog", 1), ("owl", 0), ("fox", 0)])
def test_label_says_who_is_right(label, outcome):
    assert CLASSES.outcome(_ticket([0.9, 0.1, 0.0], [0.1, 0.9, 0.0]), label) == outcome


def test_nearer_answer_is_more_right():
    label = problem.find("multilabel").state(["cat", "owl"])
    assert SEVERAL.outcome(_ticket([0.9, 0.9, 0.9], [0.9, 0.1, 0.9]), label) == 1
    assert SEVERAL.outcome(_ticket([0.9, 0.1, 0.9], [0.9, 0.1, 0.1]), label) == -1


def test_order_of_names_does_not_matter():
    two = Two(_card(), _card(names=("owl", "cat", "dog", "fox")))
    ticket = _ticket([0.9, 0.1, 0.0], [0.0, 0.6, 0.1, 0.3])
    assert two.names == ["owl", "cat", "dog"]
    assert not two.differ(ticket)
    assert two.outcome(ticket, "cat") == 0


def _remember(store, models):
    for digest, card in models.items():
        epochs.remember_card(store, digest, card_json=card.to_json(), now=0.0)


def test_disagreements_come_first(store):
    _remember(store, {"m" * 64: _card(), "s" * 64: _card()})
    same = _ticket([0.9, 0.1, 0.0], [0.9, 0.1, 0.0])
    alone = _ticket([0.9, 0.1, 0.0], None, shadow_model="")
    other = _ticket([0.9, 0.1, 0.0], [0.1, 0.9, 0.0])
    assert disagreement.first(store, [same, alone, other]) == [other, same, alone]


def test_strangers_are_no_two(store):
    cards = {
        "a" * 64: _card(),
        "b" * 64: _card("multilabel"),
        "c" * 64: _card(names=("x", "y", "z")),
    }
    _remember(store, cards)
    assert disagreement.two(store, champion="a" * 64, challenger="b" * 64) is None
    assert disagreement.two(store, champion="a" * 64, challenger="c" * 64) is None
    assert disagreement.two(store, champion="a" * 64, challenger="d" * 64) is None
    assert disagreement.two(store, champion="a" * 64, challenger="") is None
    assert disagreement.two(store, champion="a" * 64, challenger="a" * 64)
