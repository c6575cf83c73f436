"""Answers of single-label classification."""

from __future__ import annotations

import numpy as np

from peel.problem import find
from peel.types.answer import Answer

PROBLEM = find("classification")


def test_most_probable_class_is_the_answer():
    (answer,) = PROBLEM.decode(np.array([[0.25, 0.75]]), ("a", "b"))
    assert answer.class_name == "b"
    assert answer.confidence == 0.75
    assert answer.probabilities == {"a": 0.25, "b": 0.75}


def test_first_of_equals_wins():
    (answer,) = PROBLEM.decode(np.array([[0.5, 0.5]]), ("a", "b"))
    assert answer.class_name == "a"


def test_words_name_class_and_confidence():
    answer = Answer(class_name="ant", confidence=0.934)
    assert PROBLEM.render("x.jpg", answer) == "x.jpg: ant (93%)"


def test_words_say_why_nothing_is_known():
    assert PROBLEM.render("x.jpg", Answer(error="P301 empty")) == "x.jpg: P301 empty"
