"""Pascal VOC, read by another library."""

from xml.etree import ElementTree

import pytest
from PIL import Image
from torchvision.datasets import VOCDetection

from peel.types.marks import Mark, Marked
from peel.writers.coco import WRITER as COCO
from peel.writers.reading import take
from peel.writers.voc import WRITER


@pytest.fixture
def annotation(write):
    def annotation(*marks, path="1.jpg"):
        folder = write(WRITER, [Marked(path, (100, 80), marks)]) / "Annotations"
        return ElementTree.parse(next(folder.iterdir())).getroot()

    return annotation


def test_pictures_annotations_and_lists_are_apart(write, marked, files):
    found = files(write(WRITER, marked))
    assert [path for path in found if "x_1" in path] == [
        "Annotations/x_1.xml",
        "JPEGImages/x_1.jpg",
    ]
    assert [path for path in found if path.startswith("ImageSets")] == [
        "ImageSets/Main/train.txt",
        "ImageSets/Main/val.txt",
    ]


def test_torchvision_reads_what_is_written(write, tmp_path):
    marks = (Mark("a <b> & é", (1, 2, 31, 42)), Mark("cat", (0, 0, 9, 9), is_difficult=True))
    folder = write(WRITER, [Marked("x y.jpg", (100, 80), marks, part="train")])
    Image.new("RGB", (100, 80)).save(folder / "JPEGImages" / "x_y.jpg")
    (tmp_path / "VOCdevkit").mkdir()
    (tmp_path / "VOCdevkit" / "VOC2012").symlink_to(folder)
    (_, told), *more = VOCDetection(tmp_path, image_set="train")
    things = told["annotation"]["object"]
    assert [thing["name"] for thing in things] == ["a <b> & é", "cat"]
    assert [thing["difficult"] for thing in things] == ["0", "1"]
    assert things[0]["bndbox"] == {"xmin": "1", "ymin": "2", "xmax": "31", "ymax": "42"}
    assert told["annotation"]["size"] == {"width": "100", "height": "80", "depth": "3"}
    assert more == []


def test_sides_are_whole_pixels(annotation):
    box = annotation(Mark("cat", (1.4, 2.5, 31.6, 42))).find("object/bndbox")
    assert [each.text for each in box] == ["1", "3", "32", "42"]


def test_pictures_of_one_name_stay_apart(write, files):
    pictures = [Marked(f"{name}/1.jpg", (8, 8), ()) for name in ("a", "b")]
    found = files(write(WRITER, [*pictures, Marked("a/1.png", (8, 8), ())]))
    assert [path for path in found if path.startswith("Annotations")] == [
        "Annotations/a_1-2.xml",
        "Annotations/a_1.xml",
        "Annotations/b_1.xml",
    ]


def test_truncated_things_stay_so(write):
    marks = (Mark("cat", (1, 2, 9, 9), is_truncated=True), Mark("dog", (3, 4, 9, 9)))
    folder = write(WRITER, [Marked("1.jpg", (100, 80), marks)])
    Image.new("RGB", (100, 80)).save(folder / "JPEGImages" / "1.jpg")
    taken = take(folder)
    assert taken.marked[0].marks == marks
    assert WRITER.loses(taken.marked) == []
    assert COCO.loses(taken.marked) == [
        "the flag that a thing reaches beyond its box: 1 of 2 boxes"
    ]


def test_nothing_in_a_picture_is_no_object(annotation):
    assert annotation().findall("object") == []
