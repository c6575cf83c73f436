from __future__ import annotations

import pytest

from peel.manifest.sources.folders import File
from peel.manifest.sources.masks import without_masks
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
