import numpy as np
import pytest

from peel.problem import find
from peel.problems.multilabel.decode import thresholds
from peel.types.answer import Answer
from peel.types.label_space import LabelSpace

KIND = find("multilabel")


@pytest.fixture
def answers(tested):
    return KIND.decode(tested.outputs, tested.space)


def test_labels_hold_from_their_threshold(answers):
    assert [answer.labels for answer in answers] == [("ant", "bee"), ("wasp",), (), ("ant",)]


def test_labels_come_most_probable_first():
    space = LabelSpace(names=("ant", "bee"), decision={"thresholds": [0.1, 0.1]})
    (answer,) = KIND.decode({"probabilities": np.array([[0.2, 0.9]])}, space)
    assert answer.labels == ("bee", "ant")


def test_half_decides_before_a_decision():
    np.testing.assert_array_equal(thresholds(LabelSpace(names=("a", "b"))), [0.5, 0.5])


def test_table_tells_labels_and_next(answers):
    assert KIND.cells(answers[0], top=2) == {"labels": "ant 0.900, bee 0.300", "then": "wasp 0.100"}
    assert KIND.cells(answers[2], top=1) == {"labels": "none", "then": ""}
    assert KIND.cells(Answer(error="gone"), top=2) == {"labels": "", "then": ""}


def test_row_tells_each_confidence(answers):
    assert KIND.row(answers[0]) == {"labels": "ant, bee", "confidence": "0.9000, 0.3000"}


def test_line_says_that_no_label_holds(answers):
    assert KIND.render("a.png", answers[0]) == "a.png: ant (90%), bee (30%)"
    assert KIND.render("a.png", answers[2]) == "a.png: no label"
    assert KIND.render("a.png", Answer(error="gone")) == "a.png: gone"
