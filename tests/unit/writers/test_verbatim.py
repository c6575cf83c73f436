"""Everything that a source says comes back as it was said."""

import pytest

from peel.types.marks import Mark, MarkRules
from peel.writers.verbatim import Said, Verbatim, read

RULES = Verbatim()
MARKS = (
    Mark("a, b", (0.1, 2, 3, 4.25), is_crowd=True),
    Mark("é", (0, 0, 1, 1), is_difficult=True, confidence=0.5, track=7),
    Mark("whole"),
)


def test_rules_take_marks():
    assert isinstance(RULES, MarkRules)


def test_marks_come_back():
    label = RULES.state_marks(MARKS, size=(640, 480))
    assert read(label) == Said(MARKS, (640, 480), ())
    assert RULES.marks_of(label) == MARKS


def test_names_are_of_the_whole_picture():
    said = read(RULES.state(["cat", "dog", "cat"], unknown=["bird"]))
    assert said == Said((Mark("cat"), Mark("dog")), None, ("bird",))


def test_nothing_is_a_label_too():
    assert read(RULES.state_marks([], size=(8, 8))) == Said((), (8, 8), ())
    assert RULES.show_label(RULES.state([])) == "none"


def test_lines_of_one_picture_are_joined():
    one, two = (RULES.state_marks([mark], size=(8, 8)) for mark in MARKS[:2])
    assert read(RULES.merge([one, two, one])) == Said(MARKS[:2], (8, 8), ())


def test_pictures_of_two_sizes_are_two():
    labels = [RULES.state_marks([], size=size) for size in ((8, 8), (9, 9))]
    assert RULES.merge(labels) is None


@pytest.mark.parametrize("label", [RULES.state([]), RULES.state_marks(MARKS, size=(8, 8))])
def test_nothing_is_refused(label):
    RULES.check([label], lost={})
    assert RULES.alone([label]) == []
    assert RULES.notes([label]) == []
    assert RULES.strata([label]) == [RULES.names_of(label)]
