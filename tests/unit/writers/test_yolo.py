"""YOLO as Ultralytics reads it: a text for each picture, found by the picture's own path."""

import pytest
from ruamel.yaml import YAML

from peel.types.marks import Mark, Marked
from peel.writers.yolo import WRITER


@pytest.fixture
def folder(write, marked):
    return write(WRITER, marked)


def test_texts_mirror_the_pictures(folder, files):
    found = files(folder)
    pictures = [path for path in found if path.startswith("images/")]
    texts = [path for path in found if path.startswith("labels/")]
    assert [
        path.rsplit(".", 1)[0].replace("images/", "labels/") + ".txt" for path in pictures
    ] == texts


def test_settings_name_parts_and_names(folder):
    told = YAML(typ="safe").load(folder / "data.yaml")
    assert told == {
        "train": "images/train",
        "val": "images/val",
        "nc": 2,
        "names": {0: 'a "b", <c> & é', 1: "cat"},
    }


def test_lines_are_shares_of_the_sides(folder):
    lines = (folder / "labels/train/x/1.txt").read_text().splitlines()
    assert lines == ["1 0.16 0.275 0.3 0.5", "0 0.5 0.5 1 1"]


def test_nothing_is_an_empty_text(folder):
    assert (folder / "labels/train/y/1.txt").read_bytes() == b""


def test_boxes_are_cut_at_the_edge(write):
    marks = (Mark("cat", (-10, 0, 50, 80)), Mark("cat", (200, 0, 300, 80)))
    folder = write(WRITER, [Marked("1.jpg", (100, 80), marks)])
    assert (folder / "labels/train/1.txt").read_text() == "0 0.25 0.5 0.5 1\n"


def test_pictures_of_one_stem_have_two_texts(write, files):
    folder = write(WRITER, [Marked(f"1.{ending}", (8, 8), ()) for ending in ("jpg", "png")])
    assert [path for path in files(folder) if path.endswith(".txt")] == [
        "labels/train/1-2.txt",
        "labels/train/1.txt",
    ]


def test_without_parts_there_is_one_set(write):
    told = YAML(typ="safe").load(write(WRITER, [Marked("1.jpg", (8, 8), ())]) / "data.yaml")
    assert told["train"] == "images/train"
    assert "val" not in told
