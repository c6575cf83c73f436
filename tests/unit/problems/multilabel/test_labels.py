"""Labels of several names a picture."""

from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.problems.multilabel.labels import Labelling

LABELS = Labelling()
BOTH, CAT, NONE = (LABELS.state(names) for names in (["dog", "cat"], ["cat"], []))
MAYBE = LABELS.state(["cat"], unknown=["dog", "cat"])


def test_label_is_sorted_json():
    assert BOTH == LABELS.state(["cat", "dog", "cat"]) == '{"unknown":[],"yes":["cat","dog"]}'
    assert MAYBE == '{"unknown":["dog"],"yes":["cat"]}'
    assert LABELS.names_of(BOTH) == ("cat", "dog")


@pytest.mark.parametrize(
    ("label", "words"),
    [(BOTH, "cat, dog"), (NONE, "none"), (MAYBE, "cat (dog unknown)")],
)
def test_person_reads_names(label, words):
    assert LABELS.show_label(label) == words


def test_copies_add_their_names():
    assert LABELS.merge([LABELS.state(["dog"]), CAT]) == BOTH
    assert LABELS.merge([MAYBE, NONE]) == CAT
    assert LABELS.merge([MAYBE, MAYBE]) == MAYBE


def test_rare_sets_are_kept():
    assert LABELS.alone([BOTH, CAT, NONE]) == []


@pytest.mark.parametrize(
    ("labels", "got"),
    [
        ([], "no label on 0 pictures"),
        ([NONE, NONE], "no label on 2 pictures"),
        ([CAT, CAT], r"cat \(every item that says so\)"),
        ([LABELS.state([], unknown=["cat"]), CAT], r"cat \(every item that says so\)"),
    ],
)
def test_labels_that_tell_nothing_are_refused(labels, got):
    with pytest.raises(PeelError, match=f"P332 .* got {got}; 1 label has no picture left: fox"):
        LABELS.check(labels, lost={"fox": "its folder gave no picture"})


def test_one_telling_name_is_enough():
    LABELS.check([CAT, BOTH], lost={})


def test_names_of_everybody_and_nobody_are_told():
    told = LABELS.notes([BOTH, CAT, LABELS.state(["cat"], unknown=["fox"])])
    assert [words.split(": ")[1] for words in told] == ["cat", "fox"]
    assert LABELS.notes([CAT, NONE]) == []


def test_what_holds_is_not_unknown():
    label = LABELS.state(["cat"], unknown=["fox"])
    merged = LABELS.merge([label], unknown=["cat", "dog"])
    assert LABELS.show_label(merged) == "cat (dog, fox unknown)"


def test_too_many_labels_are_refused():
    many = [f"label {i}" for i in range(1001)]
    with pytest.raises(PeelError, match=r"P333 .*1,001"):
        LABELS.check([LABELS.state(many), NONE], lost={})
    LABELS.check([LABELS.state(many[1:]), NONE], lost={})
