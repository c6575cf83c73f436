"""Wrong answers of single-label classification, and what counts as a difference."""

import numpy as np
import pytest

from peel.problem import Answered, find
from peel.types.label_space import LabelSpace

KIND, SPACE = find("classification"), LabelSpace(names=("a", "b"))


def difference(file, model):
    return KIND.difference({"probabilities": file}, {"probabilities": model}, space=SPACE)


def test_clear_answer_that_differs_is_counted():
    found = difference(np.array([[0.4, 0.6]]), np.array([[0.6, 0.4]]))
    assert (found.changed, found.is_within(1)) == (1, False)


def test_near_tie_may_fall_either_way():
    found = difference(np.array([[0.4999, 0.5001]]), np.array([[0.5001, 0.4999]]))
    assert (found.changed, found.is_within(2e-3)) == (0, True)


@pytest.mark.parametrize(("off", "small"), [(0.0018, True), (0.0022, False)])
def test_difference_below_the_margin_denies_nothing(off, small):
    model = np.array([[0.9, 0.1]])
    assert difference(model + np.array([-off, off]), model).is_within(2e-3) is small


def test_answer_that_is_no_number_is_refused():
    assert not difference(np.array([[np.nan, 1.0]]), np.array([[0.5, 0.5]])).is_within(2e-3)


def test_worst_mistake_comes_first():
    p = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8], [0.3, 0.7]])
    tested = Answered({"probabilities": p}, np.array([0, 0, 0, 1]), np.arange(4), SPACE)
    assert KIND.mistakes(tested, n=9) == [2, 1]
    assert KIND.mistakes(tested, n=1) == [2]


def test_mistake_names_both_classes():
    told = KIND.mistake({"probabilities": np.array([[0.2, 0.8]])}, "a", space=SPACE)
    assert (told.label, told.answer, told.confidence, told.label_confidence) == ("a", "b", 0.8, 0.2)
