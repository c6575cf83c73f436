import pytest

from peel.errors import PeelError
from peel.problems.detection import PROBLEM
from peel.types.label_space import LabelSpace
from peel.types.marks import Mark


def test_target_says_what_is_where(label, space):
    (truth,) = PROBLEM.read_targets([label(("dog", 10, 20, 5), ("cat", 1, 2, 3))], space)
    assert truth.boxes.tolist() == [[1, 2, 4, 5], [10, 20, 15, 25]]
    assert truth.classes.tolist() == [0, 1]
    assert truth.is_counted.all()


def test_crowds_and_difficult_things_are_told(space):
    marks = [Mark("cat", (0, 0, 9, 9), is_crowd=True), Mark("dog", (0, 0, 9, 9), is_difficult=True)]
    (truth,) = PROBLEM.read_targets([PROBLEM.state_marks(marks, size=(20, 20))], space)
    assert truth.crowd.tolist() == [True, False]
    assert truth.difficult.tolist() == [False, True]


def test_left_out_names_are_no_targets(label):
    space = LabelSpace(names=("cat",), decision={"left_out": ["dog"]})
    (truth,) = PROBLEM.read_targets([label(("dog", 10, 20, 5), ("cat", 1, 2, 3))], space)
    assert truth.classes.tolist() == [0]


def test_new_name_is_refused(label, space):
    with pytest.raises(PeelError, match=r"P672 .*got cow; allowed: cat, dog;"):
        PROBLEM.read_targets([label(("cow", 1, 2, 3))], space)


def test_nothing_is_a_target(space):
    (truth,) = PROBLEM.read_targets(["[]"], space)
    assert truth.boxes.shape == (0, 4)
