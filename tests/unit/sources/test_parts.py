from __future__ import annotations

import pytest

from peel.sources.parts import layout


def paths(*names: str) -> list[tuple[str, ...]]:
    return [tuple(name.split("/")) for name in names]


@pytest.mark.parametrize(
    ("train", "test", "part"),
    [
        ("training_set", "test_set", "test"),
        ("seg_train", "seg_test", "test"),
        ("Train Images", "Validation Images", "val"),
        ("train", "dev", "val"),
        ("trainset", "testset", "test"),
    ],
)
def test_names_like_parts_are_parts(train: str, test: str, part: str) -> None:
    found = layout(paths(*(f"{top}/{name}/1.jpg" for top in (train, test) for name in "ab")))
    assert found.given == {train: "train", test: part}


def test_other_classes_make_no_part() -> None:
    found = layout(paths("train/a/1.jpg", "train/b/1.jpg", "test_bench/x/1.jpg", "dev/y/1.jpg"))
    assert found.given == {}


@pytest.mark.parametrize("names", [("set", "images"), ("trains", "testers"), ("data", "test")])
def test_words_alone_are_no_parts(names: tuple[str, str]) -> None:
    assert layout(paths(*(f"{name}/a/1.jpg" for name in names))).given == {}


def test_place_is_below_top_and_part() -> None:
    found = layout(paths("set/train/a/1.jpg", "set/val/a/2.jpg"))
    assert found.place(("set", "val", "a", "2.jpg")) == ("val", ("a", "2.jpg"))
    assert found.place(("set", "more", "a", "2.jpg")) is None
    assert found.place(("other", "val", "2.jpg")) is None
