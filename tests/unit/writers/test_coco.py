"""COCO as its definition says: numbers that belong together, boxes as left, top, width, height."""

import json

import pytest
from pycocotools.coco import COCO

from peel.types.marks import Mark, Marked
from peel.writers.coco import WRITER


@pytest.fixture
def told(write, marked):
    def told(part, pictures=marked):
        return json.loads(
            (write(WRITER, pictures) / "annotations" / f"instances_{part}.json").read_text()
        )

    return told


def test_each_part_has_its_own_file(write, marked, files):
    assert files(write(WRITER, marked)) == [
        "annotations/instances_train.json",
        "annotations/instances_val.json",
        "images/2.png",
        "images/x/1.jpg",
        "images/y/1.jpg",
    ]


def test_boxes_are_left_top_width_height(told):
    boxes = [each["bbox"] for each in told("train")["annotations"]]
    assert boxes == [[1, 2, 30, 40], [0, 0, 100, 80]]


def test_numbers_belong_together(told):
    train = told("train")
    names = {each["id"]: each["name"] for each in train["categories"]}
    pictures = {each["id"]: each["file_name"] for each in train["images"]}
    found = [(pictures[a["image_id"]], names[a["category_id"]]) for a in train["annotations"]]
    assert found == [("x/1.jpg", "cat"), ("x/1.jpg", 'a "b", <c> & é')]


def test_parts_share_the_numbers_of_names(told):
    assert told("train")["categories"] == told("val")["categories"]


def test_pictures_without_a_box_are_listed(told):
    assert [each["file_name"] for each in told("train")["images"]] == ["x/1.jpg", "y/1.jpg"]


def test_crowds_and_tracks_are_kept(told):
    marks = (Mark("cat", (0, 0, 5, 5), is_crowd=True), Mark("cat", (1.5, 0, 5, 5), track=7))
    crowd, tracked = told("default", [Marked("1.jpg", (8, 8), marks)])["annotations"]
    assert crowd["iscrowd"] == 1
    assert (tracked["attributes"], tracked["bbox"]) == ({"track_id": 7}, [1.5, 0, 3.5, 5])


def test_pycocotools_reads_what_is_written(write, marked):
    told = COCO(write(WRITER, marked) / "annotations" / "instances_train.json")
    (cat,) = told.getCatIds(catNms=["cat"])
    (picture,) = told.getImgIds(catIds=[cat])
    (thing,) = told.loadAnns(told.getAnnIds(imgIds=[picture], catIds=[cat]))
    assert told.loadImgs([picture])[0]["file_name"] == "x/1.jpg"
    assert (thing["bbox"], thing["area"]) == ([1, 2, 30, 40], 1200)
    assert len(told.getImgIds()) == 2
