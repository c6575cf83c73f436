from __future__ import annotations

import pytest

from peel.sources.labels import label_of, look_alikes, several
from peel.text import named


@pytest.mark.parametrize(
    ("name", "label"), [(" cat\u00a0", "cat"), ("B\u0061\u0308r", "B\u00e4r"), ("\udcfc", "\\xfc")]
)
def test_label_has_one_form(name: str, label: str) -> None:
    assert label_of(name) == label


@pytest.mark.parametrize(
    ("one", "other"),
    [("cat", "Cat"), ("1", "1.0"), ("t-shirt", "T_Shirt"), ("a b", "a  b"), ("cat", "c\u200bat")],
)
def test_look_alikes_are_told_by_name(one: str, other: str) -> None:
    (words,) = look_alikes({one: 2, other: 3, "dog": 1})
    assert f"{one!r} (2)" in words
    assert f"{other!r} (3)" in words


@pytest.mark.parametrize(("one", "other"), [("1", "-1"), ("A", "A+"), ("10", "1"), ("B", "B-")])
def test_different_labels_are_no_look_alikes(one: str, other: str) -> None:
    assert list(look_alikes({one: 1, other: 1})) == []


@pytest.mark.parametrize("name", ["nan", "None", "NA", "N/A", "null"])
def test_missing_values_are_told(name: str) -> None:
    (words,) = look_alikes({name: 2, "dog": 1})
    assert "missing" in words
    assert f"{name!r} (2)" in words
    assert words.endswith("leave the cell empty if they are none")
    (words,) = look_alikes({name: 2, "dog": 1}, has_columns=True)
    assert words.endswith("delete the column if they are none")


@pytest.mark.parametrize(
    "labels",
    [
        ["golden retriever", "labrador retriever", "golden eagle"],
        ["Smith, Ann", "Smith, Bob"],
        ["and/or", "or"],
        ["a|b", "c|d"],
    ],
)
def test_names_of_one_class_are_left(labels: list[str]) -> None:
    assert several(labels) == {}


def test_cells_with_only_pairs_are_several() -> None:
    assert set(several(["Action|Comedy", "Comedy|Drama", "War;Drama"])) == {
        "Action|Comedy",
        "Comedy|Drama",
        "War;Drama",
    }


def test_few_names_are_all_said() -> None:
    assert named(["a", "b"]) == "a, b"
