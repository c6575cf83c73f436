"""YOLO as Darknet reads it: lists of paths, a text beside each picture."""

import pytest

from peel.types.marks import Mark, Marked
from peel.writers.darknet import WRITER


@pytest.fixture
def folder(write, marked):
    return write(WRITER, marked)


def test_settings_name_every_list(folder):
    assert (folder / "obj.data").read_text().splitlines() == [
        "classes = 2",
        "train = data/train.txt",
        "valid = data/valid.txt",
        "names = data/obj.names",
        "backup = backup/",
    ]


def test_lists_name_the_pictures(folder):
    assert (folder / "train.txt").read_text().splitlines() == [
        "data/obj_train_data/x_1.jpg",
        "data/obj_train_data/y_1.jpg",
    ]
    assert (folder / "valid.txt").read_text() == "data/obj_valid_data/2.png\n"


def test_texts_lie_beside_the_pictures(folder, files):
    assert [path for path in files(folder) if "_data/" in path] == [
        "obj_train_data/x_1.jpg",
        "obj_train_data/x_1.txt",
        "obj_train_data/y_1.jpg",
        "obj_train_data/y_1.txt",
        "obj_valid_data/2.png",
        "obj_valid_data/2.txt",
    ]


def test_numbers_are_places_in_the_list(folder):
    names = (folder / "obj.names").read_text().splitlines()
    numbers = [
        int(line.split()[0])
        for line in (folder / "obj_train_data/x_1.txt").read_text().splitlines()
    ]
    assert [names[number] for number in numbers] == ["cat", 'a "b", <c> & é']


def test_a_name_stays_on_its_line(write):
    marks = (Mark("two\nlines", (0, 0, 8, 8)),)
    folder = write(WRITER, [Marked("a\nb c.jpg", (8, 8), marks)])
    assert (folder / "obj.names").read_text() == "two_lines\n"
    assert (folder / "train.txt").read_text() == "data/obj_train_data/a_b_c.jpg\n"
