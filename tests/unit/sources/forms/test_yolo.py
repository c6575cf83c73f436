"""YOLO: darknet, Ultralytics and loose files."""

from __future__ import annotations

from typing import Any

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.types.marks import Mark

LINE = "1 0.5 0.5 0.25 0.2\n"  # 15, 12, 25, 18 of 40 x 30
DOG = Mark("dog", (15, 12, 25, 18))
NAMES = "cat\ndog\n"


def test_darknet_names_and_lists(read: Any) -> None:
    data = "classes = 2\ntrain = data/train.txt\nvalid = data/test.txt\nnames = data/obj.names\nbackup = backup/\n"
    files = {
        "obj.data": data,
        "obj.names": NAMES,
        "train.txt": "data/obj_train_data/a.jpg\ndata/obj_train_data/b.jpg\n/etc/x.jpg\n",
        "test.txt": "data/obj_train_data/c.jpg\n",
        "obj_train_data/a.txt": LINE,
        "obj_train_data/c.txt": "",
    }
    form, found = read(files, *(f"obj_train_data/{n}.jpg" for n in "abcd"))
    assert form.NAME == "yolo"
    assert [(m.path[-5], m.part, m.marks) for m in found.marked] == [
        ("a", "train", (DOG,)),
        ("b", "train", ()),
        ("c", "test", ()),
    ]
    assert found.stated == ("cat", "dog")


@pytest.mark.parametrize(
    "names", ["[cat, dog]", "{0: cat, 1: dog}", "\n  0: cat\n  1: dog", "\n- cat\n- dog"]
)
def test_yaml_names_and_folders(read: Any, names: str) -> None:
    yaml = f"path: /etc\ntrain: ../train/images\nval: other\nnc: 2\nnames: {names}\ndownload: http://127.0.0.1:9/x.zip\n"
    files = {"data.yaml": yaml, "train/labels/a.txt": LINE, "labels/b.txt": LINE}
    _, found = read(files, "train/images/a.jpg", "train/images/c.jpg", "other/b.jpg")
    assert [(m.path, m.part, m.marks) for m in found.marked] == [
        ("other/b.jpg", "val", (DOG,)),
        ("train/images/a.jpg", "train", (DOG,)),
        ("train/images/c.jpg", "train", ()),
    ]


def test_loose_files_lie_anywhere(read: Any) -> None:
    files = {
        "labels/train/a.txt": LINE,
        "labels/val/a.txt": "0 .5 .5 1 1",
        "labels/README.txt": "words",
        "classes.txt": NAMES,
    }
    _, found = read(files, "images/train/a.jpg", "images/val/a.jpg", "images/val/b.jpg")
    assert [(m.part, m.marks[0].name) for m in found.marked] == [("train", "dog"), ("val", "cat")]


def test_numbers_are_names_without_list(read: Any) -> None:
    _, found = read({"a.txt": LINE}, "a.jpg")
    assert found.marked[0].marks[0].name == "1"
    assert "no list of names" in found.notes[0]


def test_polygons_points_and_answers(read: Any) -> None:
    lines = "0 0.1 0.1 0.5 0.1 0.3 0.5\n1 0.5 0.5 0.25 0.2 0.9\n"
    _, found = read({"a.txt": lines, "obj.names": NAMES}, "a.jpg")
    assert found.marked[0].marks == (Mark("cat", (4, 3, 20, 15)), DOG._replace(confidence=0.9))
    assert [note.split(" ", 2)[2][:15] for note in found.notes] == [
        "around a finer ",
        "with a confiden",
    ]


def test_body_points_are_passed_over(read: Any) -> None:
    yaml = "train: images\nnc: 2\nkpt_shape: [2, 3]\nnames: [cat, dog]\n"
    _, found = read(
        {"data.yaml": yaml, "labels/a.txt": LINE.strip() + " .1 .1 2 .2 .2 2"}, "images/a.jpg"
    )
    assert found.marked[0].marks == (DOG,)


def test_faulty_lines_are_counted(read: Any) -> None:
    lines = (
        LINE
        + "7 .5 .5 .1 .1\n0 .5 nan .1 .1\n0 .5\nx .5 .5 .1 .1\n-1 .5 .5 .1 .1\n0 5 5 1 1\n0 .5 .5 0 0\n"
    )
    _, found = read({"a.txt": lines, "obj.names": NAMES}, "a.jpg")
    assert found.marked[0].marks == (DOG,)
    assert [note.split(" (")[0] for note in found.notes] == [
        "2 boxes whose corners are no numbers: left out",
        "1 box without area: left out",
        "1 box outside of the picture: left out",
        "3 boxes without a name, or of a category that is not listed: left out",
    ]


def test_no_label_at_all_is_refused(read: Any) -> None:
    with pytest.raises(PeelError, match="P274"):
        read({"a.txt": "words", "b.txt": "1,2,3"}, "a.jpg")
    yaml = "train: images\nnc: 1\nnames: [cat]\n"
    _, found = read({"data.yaml": yaml, "labelTxt/a.txt": "0 0 0 2 2 cat 0"}, "images/a.jpg")
    assert (found.marked, len(found.notes)) == ((), 1)


@pytest.mark.parametrize(
    "yaml", ["names: [a", "names: !!python/object:os.system [x]", "names: {a: b", "\tnames: x\n"]
)
def test_broken_yaml_is_one_error(read: Any, yaml: str) -> None:
    with pytest.raises(PeelError, match="P262"):
        read(
            {"data.yaml": f"{yaml}\nnames: x\nnc: 1\n", "a.txt": LINE},
            "a.jpg",
            how=Ingest(form="yolo"),
        )


def test_label_without_picture_is_told(read: Any) -> None:
    _, found = read({"labels/a.txt": LINE, "labels/b.txt": LINE, "notes.txt": LINE}, "a.jpg")
    assert [(each.path, each.code) for each in found.skipped] == [("labels/b.txt", "P264")]


def test_text_without_boxes_is_not_nothing(read: Any) -> None:
    """A first line that is broken, with commas or under a head says no less than any other."""
    files = {
        "data.yaml": "train: images\nnames: [cat, dog]\n",
        "labels/a.txt": "1 0,5 0,5 0,25 0,2\r\n",
        "labels/b.txt": "0 nan 0.5 0.2 0.2\n" + LINE,
        "labels/c.txt": "class x y w h\n" + LINE,
        "labels/d.txt": "0 0.5 0.5 0.2\n",
    }
    _, found = read(files, *(f"images/{n}.jpg" for n in "abcde"))
    assert {m.path: m.marks for m in found.marked} == {
        **{f"images/{n}.jpg": (DOG,) for n in "abc"},
        "images/e.jpg": (),
    }
    assert [(each.path, each.code) for each in found.skipped] == [("labels/d.txt", "P262")]


@pytest.mark.parametrize(
    ("yaml", "parts"),
    [
        (
            "train: C:\\\\me\\\\set\\\\train\\\\images\nval: ['/me/set/valid/images']\n",
            ["train", "train", "val"],
        ),
        ("path: /me/set\ntrain: train/\nval: ./valid\n", ["train", "train", "val"]),
        ("train: ../train/images\nval: ../valid/images\ntest:\n", ["train", "train", "val"]),
        ("train: [train, valid]\nval: valid\n", ["train", "train", "val"]),
    ],
)
def test_folders_of_another_machine_are_found(read: Any, yaml: str, parts: list[str]) -> None:
    """Also folders below them; where one folder is of two parts, the names of folders tell."""
    files = {
        "data.yaml": yaml.replace("\\\\", "\\") + "names: {0: cat, 1: dog}\n",
        "train/labels/a.txt": LINE,
    }
    pictures = ("train/images/a.jpg", "train/images/b.jpg", "valid/images/c.jpg")
    _, found = read(files, *pictures)
    assert [(m.path, m.part) for m in found.marked] == list(zip(pictures, parts, strict=True))
    assert found.skipped == ()


def test_one_folder_of_two_is_no_split(read: Any) -> None:
    files = {
        "data.yaml": "train: images\nval: images\nnames: [cat, [dog]]\n",
        "labels/a.txt": LINE + "0 0.5 0.5 0.2 0.2\n",
    }
    _, found = read(files, "images/a.jpg")
    assert [(m.part, [mark.name for mark in m.marks]) for m in found.marked] == [("", ["cat"])]


def test_endless_folder_costs_nothing(read: Any) -> None:
    files = {"data.yaml": f"train: /{'a/' * 20_000}train\nnames: [cat, dog]\n", "a.txt": LINE}
    _, found = read(files, "train/a.jpg")
    assert [m.part for m in found.marked] == ["train"]
