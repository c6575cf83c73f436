"""Answers of single-label classification."""

from __future__ import annotations

import numpy as np
import pytest

from peel.problem import find
from peel.problems.classification.answer import ClassAnswer
from peel.types.answer import Answer
from peel.types.label_space import LabelSpace

PROBLEM, SPACE = find("classification"), LabelSpace(names=("a", "b"))


def decode(*row):
    (answer,) = PROBLEM.decode({"probabilities": np.array([row])}, SPACE)
    return answer


def test_most_probable_class_is_the_answer():
    answer = decode(0.25, 0.75)
    assert answer.class_name == "b"
    assert answer.confidence == 0.75
    assert answer.probabilities == {"a": 0.25, "b": 0.75}


def test_first_of_equals_wins():
    assert decode(0.5, 0.5).class_name == "a"


def test_words_name_class_and_confidence():
    answer = ClassAnswer(class_name="ant", confidence=0.934)
    assert PROBLEM.render("x.jpg", answer) == "x.jpg: ant (93%)"


@pytest.mark.parametrize("kind", [Answer, ClassAnswer])
def test_words_say_why_nothing_is_known(kind):
    assert PROBLEM.render("x.jpg", kind(error="P301 empty")) == "x.jpg: P301 empty"


def test_output_has_a_column_a_class():
    (output,) = PROBLEM.outputs(SPACE)
    assert (output.name, output.dtype, output.shape) == ("probabilities", "float32", ("n", 2))


def test_row_holds_class_and_confidence():
    assert PROBLEM.row(decode(0.25, 0.75)) == {"class_name": "b", "confidence": 0.75}
    assert PROBLEM.shares(decode(0.25, 0.75)) == {"a": 0.25, "b": 0.75}


def test_cells_name_what_comes_after():
    answer = ClassAnswer(
        class_name="bee", confidence=0.7, probabilities={"ant": 0.2, "bee": 0.7, "fly": 0.1}
    )
    assert PROBLEM.cells(answer, top=2) == {
        "class": "bee",
        "confidence": "0.700",
        "then": "ant 0.200",
    }
    assert set(PROBLEM.cells(answer, top=1).values()) == {"bee", "0.700", ""}


def test_picture_without_answer_fills_no_cell():
    assert PROBLEM.row(Answer(error="P301")) == {"class_name": None, "confidence": None}
    assert set(PROBLEM.cells(Answer(error="P301"), top=3).values()) == {""}
    assert PROBLEM.shares(Answer(error="P301")) == {}
