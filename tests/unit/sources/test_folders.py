from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.disk import DiskTree
from peel.sources.folders import read_folders
from peel.sources.pictures import is_picture
from peel.sources.source import Source, Terms, Tree

KIND = find_kind("classification")

PNG = b"\x89PNG\r\n\x1a\n"


def put(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"no picture" if "." in path else PNG)
    return root


def source(root: Path, *paths: str) -> Source:
    return read(DiskTree(put(root, *paths)))


def read(tree: Tree, **how: Any) -> Source:
    pictures = [path for path in tree.entries if is_picture(tree, path)]
    return read_folders(tree, pictures, terms=Terms(Ingest(**how), KIND))


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
    found = source(tmp_path, "animal/cat/1.jpg", "animal/dog/1.jpg", "plant/rose/2.jpg")
    assert [row.label for row in found.rows] == ["cat", "dog", "rose"]
    assert found.notes == ("pictures lie 2 folders deep: the label is folder 2, as cat",)


REPEATING = [f"{name}/session{n}/1.jpg" for name in ("oak", "ash") for n in range(2)]


@pytest.mark.parametrize("paths", [REPEATING, [*REPEATING, "elm/session0/1.jpg"]])
def test_repeating_last_folders_are_asked_about(tmp_path: Path, paths: list[str]) -> None:
    with pytest.raises(PeelError) as caught:
        source(tmp_path, *paths)
    assert caught.value.code == "P236"
    assert "folder 2: session0, session1" in str(caught.value.got)
    assert "ingest.class_level: 1" in caught.value.do


@pytest.mark.parametrize(("level", "classes"), [(1, {"oak", "ash"}), (2, {"session0", "session1"})])
def test_stated_level_is_the_class(tmp_path: Path, level: int, classes: set[str]) -> None:
    put(tmp_path, *REPEATING)
    found = read(DiskTree(tmp_path), class_level=level)
    assert {row.label for row in found.rows} == classes
    assert f"the label is folder {level}, as ingest.class_level says" in found.notes[0]


def test_picture_above_the_level_is_left_out(tmp_path: Path) -> None:
    found = read(DiskTree(put(tmp_path, *REPEATING, "oak/2.jpg")), class_level=2)
    assert codes(found) == {"oak/2.jpg": "P212"}


def test_class_names_have_one_form(tmp_path: Path) -> None:
    names = ["B\u00e4r", "Ba\u0308r", "cat", "cat ", "dog"]
    found = source(tmp_path, *(f"{name}/1.jpg" for name in names))
    assert {row.label for row in found.rows} == {"B\u00e4r", "cat", "dog"}
    assert len(found.rows) == 5


def test_folders_without_pictures_are_stated(tmp_path: Path) -> None:
    put(tmp_path, "set/a/1.jpg", "set/b/1.jpg", "set/d/1.npy")
    (tmp_path / "set" / "c").mkdir()
    (tmp_path / "elsewhere").mkdir()
    found = read(DiskTree(tmp_path))
    assert {name for name in found.stated if name not in {row.label for row in found.rows}} == {
        "c",
        "d",
    }


def test_part_names_with_words_around_are_told(tmp_path: Path) -> None:
    paths = [f"seg_{part}/seg_{part}/{name}/1.jpg" for part in ("train", "test") for name in "ab"]
    found = source(tmp_path, *paths)
    assert [row.part for row in found.rows] == ["test", "test", "train", "train"]
    assert "seg_train is train" in " ".join(found.notes)


def test_common_last_folder_is_no_label(tmp_path: Path) -> None:
    found = source(tmp_path, "cat/images/1.jpg", "dog/images/1.jpg")
    assert [row.label for row in found.rows] == ["cat", "dog"]


def test_first_folder_is_label_at_many_depths(tmp_path: Path) -> None:
    found = source(tmp_path, "cat/1.jpg", "cat/young/2.jpg", "dog/1.jpg")
    assert [row.label for row in found.rows] == ["cat", "cat", "dog"]
    assert "several depths" in found.notes[0]


def test_picture_is_known_by_its_bytes(tmp_path: Path) -> None:
    found = source(tmp_path, "cat/no_extension", "dog/1.jpg", "dog/notes.text", "dog/a.txt")
    assert set(labels(found)) == {"cat/no_extension", "dog/1.jpg"}
    assert codes(found) == {"dog/a.txt": "P210", "dog/notes.text": "P210"}


def test_no_pictures_give_no_rows(tmp_path: Path) -> None:
    found = source(tmp_path, "README.md", "cat/notes.txt")
    assert found.rows == ()
    assert codes(found) == {"README.md": "P210", "cat/notes.txt": "P210"}


def test_kinds_of_files_are_no_classes(tmp_path: Path) -> None:
    found = source(tmp_path, "train/images/1.jpg", "train/instances/1.png", "val/images/2.jpg")
    assert found.rows == ()
    assert set(codes(found).values()) == {"P212"}
    assert set(labels(read(DiskTree(tmp_path), class_level=1)).values()) == {"images", "instances"}
