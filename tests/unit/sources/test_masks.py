from __future__ import annotations

import pytest

from peel.sources.folders import File
from peel.sources.masks import without_masks
from peel.types.source import Skipped


def kept(*paths: str) -> tuple[set[str], list[Skipped]]:
    skipped: list[Skipped] = []
    files = [File(f"set/{path}", "", tuple(path.split("/"))) for path in paths]
    return {file.names[0] for file in without_masks(files, skipped)}, skipped


@pytest.mark.parametrize("name", ["masks", "Annotations"])
@pytest.mark.parametrize("masks", [("a/1.png", "2.png"), ("1_mask.png", "2.png")])
def test_masks_of_others_are_left_out(name: str, masks: tuple[str, ...]) -> None:
    names, (left_out,) = kept("a/1.jpg", "b/2.jpg", *(f"{name}/{mask}" for mask in masks))
    assert names == {"a", "b"}
    assert (left_out.path, left_out.code) == (f"set/{name}/", "P213")
    assert left_out.reason.startswith("2 pictures")


def test_class_called_masks_is_kept() -> None:
    names = ("gloves", "helmets", "masks")
    assert kept(*(f"{name}/{n}.png" for name in names for n in range(3))) == (set(names), [])


def test_masks_may_be_one_of_two_classes() -> None:
    assert kept("masks/1.jpg", "faces/1.jpg") == ({"masks", "faces"}, [])


@pytest.mark.parametrize(
    ("pictures", "masks"),
    [
        (["images/a/1.jpg", "images/b/1.jpg"], ["masks/a/1.png", "masks/b/1.png"]),
        (["a/images/1.jpg", "b/images/1.jpg"], ["a/masks/1.png", "b/masks/1.png"]),
        (["images/1.jpg", "images/2.jpg"], ["masks/1_mask.png", "masks/2_mask.png"]),
    ],
)
def test_masks_lie_at_any_depth(pictures: list[str], masks: list[str]) -> None:
    names, skipped = kept(*pictures, *masks)
    assert names == {path.split("/")[0] for path in pictures}
    assert {each.code for each in skipped} == {"P213"}


def test_class_called_masks_is_kept_in_domains() -> None:
    paths = [f"{top}/{n}/{i}.png" for top in ("in", "out") for n in ("masks", "hats") for i in "12"]
    assert kept(*paths) == ({"in", "out"}, [])
