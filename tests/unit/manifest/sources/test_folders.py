from __future__ import annotations

from pathlib import Path

import pytest

from peel.manifest.sources.disk import DiskTree
from peel.manifest.sources.folders import read_folders
from peel.manifest.sources.source import Source

PNG = b"\x89PNG\r\n\x1a\n"


def source(root: Path, *paths: str) -> Source:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"no picture" if "." in path else PNG)
    return read_folders(DiskTree(root))


def labels(found: Source) -> dict[str, str]:
    return {row.path: row.label for row in found.rows}


def codes(found: Source) -> dict[str, str]:
    return {each.path: each.code for each in found.skipped}


def test_folder_is_the_label(tmp_path: Path) -> None:
    found = source(tmp_path, "dog/1.jpg", "cat/1.jpg", "cat/2.PNG")
    assert labels(found) == {"cat/1.jpg": "cat", "cat/2.PNG": "cat", "dog/1.jpg": "dog"}
    assert [row.path for row in found.rows] == ["cat/1.jpg", "cat/2.PNG", "dog/1.jpg"]
    assert {(row.line, row.part, row.group) for row in found.rows} == {(0, "", "")}
    assert (found.form, found.notes) == ("class folders", ())


@pytest.mark.parametrize("name", ["a b", "#1", "x=y", '"q"', "Ü", "new\nline"])
def test_odd_class_names_are_kept(tmp_path: Path, name: str) -> None:
    assert labels(source(tmp_path, f"{name}/1.jpg", "dog/1.jpg"))[f"{name}/1.jpg"] == name


def test_class_of_other_bytes_is_escaped(tmp_path: Path) -> None:
    assert labels(source(tmp_path, "\udcfc/1.jpg", "b/1.jpg"))["\udcfc/1.jpg"] == "\\xfc"


def test_single_top_folders_are_entered(tmp_path: Path) -> None:
    found = source(tmp_path, "set/data/cat/1.jpg", "set/data/dog/1.jpg", "set/README.md")
    assert labels(found) == {"set/data/cat/1.jpg": "cat", "set/data/dog/1.jpg": "dog"}


def test_stray_picture_hides_no_class(tmp_path: Path) -> None:
    found = source(tmp_path, "set/cat/1.jpg", "set/dog/1.jpg", "set/cover.jpg", "logo.png")
    assert labels(found) == {"set/cat/1.jpg": "cat", "set/dog/1.jpg": "dog"}
    assert codes(found) == {"set/cover.jpg": "P212", "logo.png": "P212"}


def test_single_class_folder_is_a_class(tmp_path: Path) -> None:
    assert labels(source(tmp_path, "set/cat/1.jpg")) == {"set/cat/1.jpg": "cat"}


@pytest.mark.parametrize("val", ["val", "valid", "validation", "Validation"])
def test_given_folders_become_parts(tmp_path: Path, val: str) -> None:
    paths = [f"{part}/{name}/1.jpg" for part in ("train", val, "test") for name in ("cat", "dog")]
    found = source(tmp_path, *paths)
    assert [row.label for row in found.rows] == ["cat", "dog"] * 3
    assert {row.path.split("/")[0]: row.part for row in found.rows} == {
        "train": "train",
        val: "val",
        "test": "test",
    }


def test_train_alone_is_no_split(tmp_path: Path) -> None:
    found = source(tmp_path, "train/cat/1.jpg", "train/dog/1.jpg")
    assert {row.part for row in found.rows} == {""}


def test_unlabelled_test_part_is_left_out(tmp_path: Path) -> None:
    found = source(tmp_path, "train/cat/1.jpg", "train/dog/1.jpg", "test/1.jpg")
    assert codes(found) == {"test/1.jpg": "P212"}
    assert {row.part for row in found.rows} == {""}


def test_class_may_be_called_train(tmp_path: Path) -> None:
    found = source(tmp_path, "train/1.jpg", "bus/1.jpg")
    assert labels(found) == {"bus/1.jpg": "bus", "train/1.jpg": "train"}


def test_folder_beside_parts_is_left_out(tmp_path: Path) -> None:
    found = source(tmp_path, "train/cat/1.jpg", "val/dog/1.jpg", "extra/1.jpg")
    assert codes(found) == {"extra/1.jpg": "P214"}


def test_last_folder_is_label_at_one_depth(tmp_path: Path) -> None:
    found = source(tmp_path, "photo/cat/1.jpg", "photo/dog/1.jpg", "art/cat/2.jpg")
    assert [row.label for row in found.rows] == ["cat", "cat", "dog"]
    assert found.notes == ("pictures lie 2 folders deep: the label is folder 2, as cat",)


def test_common_last_folder_is_no_label(tmp_path: Path) -> None:
    found = source(tmp_path, "cat/images/1.jpg", "dog/images/1.jpg")
    assert [row.label for row in found.rows] == ["cat", "dog"]


def test_first_folder_is_label_at_many_depths(tmp_path: Path) -> None:
    found = source(tmp_path, "cat/1.jpg", "cat/young/2.jpg", "dog/1.jpg")
    assert [row.label for row in found.rows] == ["cat", "cat", "dog"]
    assert "several depths" in found.notes[0]


@pytest.mark.parametrize("name", ["masks", "Annotations"])
def test_masks_are_never_learned_from(tmp_path: Path, name: str) -> None:
    found = source(
        tmp_path, "set/a/1.jpg", "set/b/1.jpg", f"set/{name}/a/1.png", f"set/{name}/2.png"
    )
    assert {row.label for row in found.rows} == {"a", "b"}
    assert codes(found) == {f"set/{name}/": "P213"}
    assert found.skipped[0].reason.startswith("2 pictures")


def test_masks_may_be_one_of_two_classes(tmp_path: Path) -> None:
    found = source(tmp_path, "masks/1.jpg", "faces/1.jpg")
    assert {row.label for row in found.rows} == {"masks", "faces"}


def test_picture_is_known_by_its_bytes(tmp_path: Path) -> None:
    found = source(tmp_path, "cat/no_extension", "dog/1.jpg", "dog/notes.text", "dog/a.txt")
    assert set(labels(found)) == {"cat/no_extension", "dog/1.jpg"}
    assert codes(found) == {"dog/a.txt": "P210", "dog/notes.text": "P210"}


def test_no_pictures_give_no_rows(tmp_path: Path) -> None:
    found = source(tmp_path, "README.md", "cat/notes.txt")
    assert found.rows == ()
    assert codes(found) == {"README.md": "P210", "cat/notes.txt": "P210"}
