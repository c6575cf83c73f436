"""Labels of single-label classification."""

from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.problem import find

PROBLEM = find("classification")


def test_strata_are_the_labels():
    assert PROBLEM.strata(["b", "a"]) == [("b",), ("a",)]


def test_label_is_its_one_name():
    label = PROBLEM.state(["cat"])
    assert (label, PROBLEM.names_of(label), PROBLEM.show_label(label)) == ("cat", ("cat",), "cat")
    assert not PROBLEM.several


def test_copies_under_two_classes_contradict():
    assert PROBLEM.merge(["a", "a"]) == "a"
    assert PROBLEM.merge(["a", "b"]) is None


def test_only_items_of_classes_are_alone():
    assert PROBLEM.alone(["a", "b", "a", "c"]) == [1, 3]


@pytest.mark.parametrize(("labels", "got"), [([], "none"), (["a", "a"], "a")])
def test_fewer_than_two_classes_are_refused(labels, got):
    with pytest.raises(PeelError, match=f"P331 .* got {got}; 1 label has no picture left: c"):
        PROBLEM.check(labels, lost={"c": "its folder gave no picture"})


def test_two_classes_are_enough():
    PROBLEM.check(["a", "b"], lost={"c": "its folder gave no picture"})
    assert PROBLEM.notes(["a", "b"]) == []
