import json

import numpy as np
import pytest

from peel.problem import Answered
from peel.problems.detection import PROBLEM
from peel.types.label_space import LabelSpace

CAT, DOG = ("cat", 100, 100, 40), ("dog", 10, 10, 40)
RIGHT = [(0, 100, 100, 40, 0.9), (1, 10, 10, 40, 0.8)]


def asked_of(outputs, labels, space):
    targets = PROBLEM.read_targets(labels, space)
    return Answered(outputs, targets, np.arange(len(labels)), space)


def test_most_wrong_picture_comes_first(answered, label, space):
    outputs = answered(RIGHT, RIGHT[:1], [])
    asked = asked_of(outputs, [label(CAT, DOG)] * 3, space)
    assert PROBLEM.mistakes(asked, n=5) == [2, 1]
    assert PROBLEM.mistakes(asked, n=1) == [2]


def test_surest_wrong_box_is_told(answered, label, space):
    outputs = answered([*RIGHT, (1, 200, 200, 40, 0.75)])
    told = PROBLEM.mistake(outputs, label(CAT, DOG), space=space)
    assert (told.label, told.answer) == ("1 cat, 1 dog", "2 found, 1 false")
    assert told.about == "dog with 75.0%: false"
    assert (told.confidence, told.label_confidence) == (0.75, 0.25)


def test_missed_thing_is_told(answered, label, space):
    """A box lies on it, and does not reach the threshold."""
    outputs = answered([RIGHT[1], (0, 100, 100, 40, 0.25)])
    told = PROBLEM.mistake(outputs, label(CAT, DOG), space=space)
    assert told.answer == "1 found, 1 missed"
    assert told.about == "cat missed; the surest box on it got 25.0%"
    assert told.label_confidence == 0.25


def test_pairs_name_what_each_thing_got(answered, label, space):
    outputs = answered(
        RIGHT, [(1, 100, 100, 40, 0.9), (0, 300, 200, 40, 0.9), (0, 10, 40, 40, 0.8)], []
    )
    labels = [label(CAT, DOG), label(CAT, DOG), "[]"]
    assert sorted(PROBLEM.pairs(outputs, labels, space=space)) == [
        ("cat", "cat"),
        ("cat", "dog"),
        ("dog", "dog"),
        ("dog", "nothing"),
        ("nothing", "cat"),
        ("nothing", "cat"),
        ("nothing", "nothing"),
    ]


def test_box_where_nothing_is_has_a_pair(answered, space):
    outputs = answered([(1, 200, 200, 40, 0.75)])
    assert list(PROBLEM.pairs(outputs, ["[]"], space=space)) == [("nothing", "dog")]


def test_name_nothing_has_another_word_beside(answered):
    space = LabelSpace(names=("nothing",))
    assert list(PROBLEM.pairs(answered([]), ["[]"], space=space)) == [("(nothing)", "(nothing)")]


def test_cut_keeps_names_and_thresholds(answered, label, space):
    cut, narrow = PROBLEM.within(answered(RIGHT), space, names=["dog"])
    assert (narrow.names, narrow.decision) == (("dog",), {"thresholds": [0.4]})
    assert PROBLEM.columns(cut, space=narrow)["answer"] == ["1 dog"]
    within = PROBLEM.label_within(label(CAT, DOG), ["dog"])
    assert within == label(DOG)
    assert PROBLEM.label_within(label(CAT), ["dog"]) == "[]"
    (target,) = PROBLEM.read_targets([within], narrow)
    assert PROBLEM.surrogate(cut, target, space=narrow) == 1


def test_columns_hold_the_boxes(answered, space):
    columns = PROBLEM.columns(answered(RIGHT, []), space=space)
    assert columns["answer"] == ["1 cat, 1 dog", "nothing"]
    name, score, *box = json.loads(columns["boxes"][0])[0]
    assert (name, score, box) == ("cat", pytest.approx(0.9), [100, 100, 140, 140])
