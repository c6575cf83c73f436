"""CVAT for images: one XML, whose letters are spelled out where XML would read them."""

from xml.etree import ElementTree

import pytest

from peel.types.marks import Mark, Marked
from peel.writers.cvat import WRITER


@pytest.fixture
def root(write):
    return lambda marked: ElementTree.parse(write(WRITER, marked) / "annotations.xml").getroot()


def test_each_picture_has_name_size_and_part(root, marked):
    images = [each.attrib for each in root(marked).findall("image")]
    assert images[0] == {
        "id": "0",
        "name": "x/1.jpg",
        "width": "100",
        "height": "80",
        "subset": "train",
    }
    assert [each["subset"] for each in images] == ["train", "train", "val"]


def test_boxes_have_four_sides(root, marked):
    box = root(marked).find("image/box").attrib
    assert [box[side] for side in ("xtl", "ytl", "xbr", "ybr")] == ["1", "2", "31", "42"]


def test_names_come_back_as_they_were(root, marked):
    found = root(marked)
    assert found.findall("image/box")[1].get("label") == 'a "b", <c> & é'
    assert [each.text for each in found.findall("meta/task/labels/label/name")] == [
        'a "b", <c> & é',
        "cat",
    ]


def test_names_of_whole_pictures_are_tags(root, named):
    tags = [each.get("label") for each in root(named).findall("image/tag")]
    assert tags == ["cat", "cat", 'a "b", <c> & é']


def test_letters_that_xml_cannot_have_are_replaced(root):
    marks = (Mark("a\x1b[2J\nb", (0, 0, 1, 1)),)
    assert root([Marked("1.jpg", (8, 8), marks)]).find("image/box").get("label") == "a_[2J_b"
