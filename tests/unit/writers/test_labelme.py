"""LabelMe: a JSON beside each picture."""

import json

from peel.types.marks import Mark, Marked
from peel.writers.labelme import WRITER


def test_each_picture_has_its_file_beside_it(write, marked, files):
    assert files(write(WRITER, marked)) == [
        "train/x/1.jpg",
        "train/x/1.json",
        "train/y/1.jpg",
        "train/y/1.json",
        "val/2.json",
        "val/2.png",
    ]


def test_boxes_are_rectangles_of_two_points(write, marked):
    told = json.loads((write(WRITER, marked) / "train/x/1.json").read_text())
    assert (told["imagePath"], told["imageWidth"], told["imageHeight"]) == ("1.jpg", 100, 80)
    assert told["shapes"][0] == {
        "label": "cat",
        "points": [[1, 2], [31, 42]],
        "group_id": None,
        "shape_type": "rectangle",
        "flags": {},
    }


def test_names_of_whole_pictures_are_flags(write, named):
    told = json.loads((write(WRITER, named) / "2.json").read_text())
    assert (told["flags"], told["shapes"]) == ({"cat": True, 'a "b", <c> & é': True}, [])


def test_no_picture_is_inside(write):
    folder = write(WRITER, [Marked("1.jpg", (8, 8), (Mark("cat", (0, 0, 1, 1)),))])
    assert json.loads((folder / "1.json").read_text())["imageData"] is None
