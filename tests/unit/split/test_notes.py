"""Notes on a split: said when there is something to say."""

from __future__ import annotations

from peel.split.notes import left_out, mixed, untested


def test_nothing_odd_is_not_noted() -> None:
    assert left_out(["train", "test"]) == []
    assert untested(["cat", "cat"], ["train", "test"]) == []
    assert mixed(["f", "f", "g"], ["cat", "cat", "dog"], path=["1", "2", "3"]) == []


def test_each_reason_has_a_note() -> None:
    notes = left_out(["bridge", "leak", "leak", "untrained"])
    assert [note.split(" left out")[0] for note in notes] == ["1", "2", "1"]


def test_untested_classes_are_named() -> None:
    assert untested([("dog",), ("cat",), ("ant",)], ["train", "train", "test"]) == [
        "No test item stands for: cat, dog."
    ]


def test_families_of_two_classes_are_shown() -> None:
    assert mixed(["f", "f"], ["cat", "dog"], path=["a", "b"]) == [
        "Families whose items share no label: 1, for example a and b. Siblings, or a wrong label."
    ]
