"""MOT: frames by number, a line for each thing on each of them."""

import configparser

import pytest

from peel.types.marks import Mark, Marked
from peel.writers.mot import WRITER


@pytest.fixture
def film():
    return [
        Marked(
            f"film/{frame}.jpg",
            (100, 80),
            (Mark("car", (frame, 2, frame + 10, 12), track=frame % 2 + 3),),
            group="street 1",
        )
        for frame in range(8, 12)
    ]


@pytest.fixture
def folder(write, film):
    return write(WRITER, film) / "train" / "street 1"


def test_frames_are_numbered_in_order(folder, film, files):
    names = [path for path in files(folder) if path.startswith("img1")]
    assert names == [f"img1/{number:06d}.jpg" for number in range(1, 5)]
    pictures = {each.source: each.path for each in WRITER.plan(film).sheet.pictures}
    assert pictures["film/8.jpg"].endswith("000003.jpg")  # by name: 10, 11, 8, 9


def test_lines_hold_tracks_and_boxes(folder):
    assert (folder / "gt/gt.txt").read_text().splitlines()[:2] == [
        "1,3,10,2,10,10,1,1,1",
        "2,4,11,2,10,10,1,1,1",
    ]


def test_names_are_listed_by_number(folder):
    assert (folder / "gt/labels.txt").read_text() == "car\n"


def test_sequence_is_described(folder):
    about = configparser.ConfigParser()
    about.read(folder / "seqinfo.ini")
    told = dict(about["Sequence"])
    assert told["seqlength"] == "4"
    assert (told["imwidth"], told["imheight"], told["imext"]) == ("100", "80", ".jpg")


def test_films_and_parts_have_folders(write, files):
    pictures = [
        Marked("a/1.jpg", (8, 8), (), part="train", group="a"),
        Marked("b/1.jpg", (8, 8), (), part="test", group="b"),
    ]
    found = files(write(WRITER, pictures))
    assert [path for path in found if path.endswith(".jpg")] == [
        "test/b/img1/000001.jpg",
        "train/a/img1/000001.jpg",
    ]


def test_hard_to_see_is_not_counted(write):
    marks = (Mark("car", (0, 0, 4, 4), is_difficult=True),)
    folder = write(WRITER, [Marked("1.jpg", (8, 8), marks)])
    assert (folder / "train/pictures/gt/gt.txt").read_text() == "1,-1,0,0,4,4,0,1,1\n"
