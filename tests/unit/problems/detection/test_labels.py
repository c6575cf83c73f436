import json

import numpy as np
import pytest

from peel.errors import PeelError
from peel.problems.detection import PROBLEM
from peel.problems.detection.labels import MOST_BOXES, names_learnt
from peel.types.marks import Mark, MarkRules

SIZE = (400, 300)


def test_kind_writes_marks():
    assert isinstance(PROBLEM, MarkRules)


def test_label_is_sorted_and_rounded():
    marks = [
        Mark("dog", (5, 6, 20.126, 30), is_crowd=True),
        Mark("cat", (0, 0, 9, 9), is_difficult=True),
        Mark("cat", (0, 0, 9, 9), is_difficult=True),
    ]
    told = PROBLEM.state_marks(marks, size=SIZE)
    assert told == PROBLEM.state_marks(marks[::-1], size=SIZE)
    assert json.loads(told) == [
        {"box": [0, 0, 9, 9], "name": "cat", "difficult": True},
        {"box": [5, 6, 20.13, 30], "name": "dog", "crowd": True},
    ]


def test_marks_are_read_as_they_were_written():
    marks = (
        Mark("cat", (0, 0, 9, 9), is_difficult=True),
        Mark("dog", (5, 6, 20, 30), is_crowd=True),
    )
    assert PROBLEM.marks_of(PROBLEM.state_marks(marks, size=SIZE)) == marks
    assert PROBLEM.marks_of("[]") == ()


def test_picture_without_things_is_label():
    nothing = PROBLEM.state_marks([], size=SIZE)
    assert nothing == PROBLEM.state([]) == "[]"
    assert PROBLEM.names_of(nothing) == ()
    assert PROBLEM.show_label(nothing) == "nothing"


def test_box_is_cut_at_the_edges():
    told = PROBLEM.state_marks([Mark("cat", (-5, 290, 20, 310))], size=SIZE)
    assert json.loads(told)[0]["box"] == [0, 290, 20, 300]


@pytest.mark.parametrize(
    "box", [(5, 5, 5, 9), (9, 9, 5, 5), (500, 0, 600, 9), (np.nan, 0, 5, 5), (0, 0, np.inf, 5)]
)
def test_box_of_nothing_is_refused(box):
    with pytest.raises(PeelError, match="P669"):
        PROBLEM.state_marks([Mark("cat", box)], size=SIZE)


def test_names_without_boxes_are_refused():
    with pytest.raises(PeelError, match="P674"):
        PROBLEM.state(["cat"])
    with pytest.raises(PeelError, match="P674"):
        PROBLEM.state_marks([Mark("cat")], size=SIZE)


def test_too_many_boxes_are_refused():
    with pytest.raises(PeelError, match="P671"):
        PROBLEM.state_marks([Mark("cat", (0, 0, 9, 9))] * (MOST_BOXES + 1), size=SIZE)


def test_copies_show_what_each_shows(label):
    """The second copy has the cat drawn a little otherwise, and two dogs on each other of which the first has one."""
    one = label(("cat", 10, 10, 50), ("dog", 100, 100, 40))
    other = label(("cat", 12, 10, 50), ("dog", 100, 100, 40), ("dog", 104, 100, 40))
    told = PROBLEM.merge([one, other])
    assert PROBLEM.show_label(told) == "1 cat, 2 dog"
    assert {"box": [10.0, 10.0, 60.0, 60.0], "name": "cat"} in json.loads(told)


def test_copy_without_things_adds_nothing(label):
    one = label(("cat", 10, 10, 50))
    assert PROBLEM.merge([one, "[]"]) == PROBLEM.merge(["[]", one]) == one


def test_rare_names_are_left_out(label):
    many = label(("cat", 10, 10, 50), ("cat", 90, 10, 50), ("dog", 10, 90, 20))
    labels = [many] * 10
    assert names_learnt(labels) == ("cat",)
    assert PROBLEM.notes(labels) == [
        "too few boxes to learn them, so they are left out (each needs 10 pictures and 20 boxes in the "
        "training part): dog (10 boxes in 10 pictures). Their pictures teach and test the other names; where these boxes are, "
        "nothing is to be found"
    ]
    PROBLEM.check(labels, lost={})
    assert PROBLEM.space(labels).decision == {"left_out": ["dog"]}


def test_things_of_some_names_are_taken_out(label):
    assert PROBLEM.beside(label(("cat", 10, 10, 50), ("dog", 9, 9, 20)), ["dog"]) == label(
        ("cat", 10, 10, 50)
    )


def test_crowds_count_for_no_box():
    crowd = Mark("cat", (0, 0, 9, 9), is_crowd=True)
    label = PROBLEM.state_marks([crowd, Mark("cat", (20, 20, 90, 90))], size=SIZE)
    assert names_learnt([label] * 19) == ()
    assert names_learnt([label] * 20) == ("cat",)


@pytest.mark.parametrize("n", [0, 9])
def test_too_few_boxes_are_refused(label, n):
    with pytest.raises(PeelError, match="P670") as caught:
        PROBLEM.check([label(("cat", 1, 1, 50))] * n + ["[]"], lost={"cow": "its boxes are gone"})
    assert "cow" in str(caught.value)


def test_number_of_a_thing_survives():
    marks = (Mark("cat", (0, 0, 9, 9), track=0), Mark("cat", (5, 0, 9, 9)))
    text = PROBLEM.state_marks(marks, size=(20, 20))
    assert PROBLEM.marks_of(text) == marks
    assert text == (
        '[{"box":[0.0,0.0,9.0,9.0],"name":"cat","track":0},{"box":[5.0,0.0,9.0,9.0],"name":"cat"}]'
    )
