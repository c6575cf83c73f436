"""LabelMe: JSON files, and the XML of its web page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from peel.types.marks import Mark

RECTANGLE = {"label": "cat", "shape_type": "rectangle", "points": [[3, 4], [1, 2]]}


def note(*shapes: Any, path: Any = "a.jpg", **more: Any) -> str:
    whole = {"version": "5", "flags": {}, "shapes": shapes, "imagePath": path, "imageData": None}
    return json.dumps({**whole, "imageHeight": 30, "imageWidth": 40, **more})


def test_shapes_become_boxes(read: Any) -> None:
    shapes = (
        RECTANGLE,
        {"label": "dog", "shape_type": "polygon", "points": [[5, 6], [9, 6], [7, 8]]},
        {"label": "dog", "shape_type": "circle", "points": [[20, 20], [20, 23]]},
        {"label": "dog", "shape_type": "point", "points": [[1, 1]]},
        {"label": "old", "points": [[10, 10], [12, 13]]},
    )
    form, found = read({"a.json": note(*shapes, flags={"day": True, "night": False})}, "a.jpg")
    assert form.NAME == "labelme"
    assert found.marked[0].marks == (
        Mark("cat", (1, 2, 3, 4)),
        Mark("dog", (5, 6, 9, 8)),
        Mark("dog", (17, 17, 23, 23)),
        Mark("old", (10, 10, 12, 13)),
        Mark("day"),
    )


def test_picture_lies_in_another_folder(read: Any) -> None:
    files = {
        "notes/a.json": note(RECTANGLE, path="..\\images\\a.jpg"),
        "notes/b.json": note(path="gone.jpg"),
    }
    _, found = read(files, "images/a.jpg", "images/b.jpg")
    assert [each.path for each in found.marked] == ["images/a.jpg", "images/b.jpg"]


def test_picture_inside_is_not_read(read: Any) -> None:
    inside = note(RECTANGLE, path="b.jpg", imageData="A" * 500_000)
    first = {"imageData": "A" * 500_000, **json.loads(note(RECTANGLE))}
    _, found = read({"a.json": json.dumps(first), "b.json": inside}, "a.jpg")
    assert [each.path for each in found.marked] == ["a.jpg"]
    assert [(each.path, each.code) for each in found.skipped] == [("b.json", "P264")]


@pytest.mark.parametrize(
    "words",
    [
        note(RECTANGLE)[:-9],
        note(RECTANGLE).replace("cat", "k\udce4fer"),
        note(RECTANGLE, path="/etc/b.jpg"),
        note(RECTANGLE, path="../../b.jpg"),
        note(RECTANGLE, path="http://127.0.0.1:9/b.jpg"),
        note({"label": "x", "points": [[1, "a"], 7]}, {"label": "y", "points": 3}, path="b.jpg"),
    ],
)
def test_faulty_file_costs_its_picture(read: Any, words: str) -> None:
    files = {"a.json": note(RECTANGLE), "b.json": words.encode("utf-8", "surrogateescape")}
    _, found = read(files, "a.jpg", "b.jpg")
    assert [each.path for each in found.marked] == ["a.jpg"]
    assert len(found.skipped) == 1


def test_old_web_page_wrote_xml(read: Any) -> None:
    point = "<pt><x>{}</x><y>{}</y></pt>"
    polygon = "".join(point.format(*at) for at in ((5, 6), (9, 6), (7, 8)))
    box = "<box><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></box>"
    words = (
        "<annotation><filename>a.jpg</filename><folder/><imagesize><nrows>30</nrows><ncols>40</ncols></imagesize>"
        f"<object><name>cat</name><deleted>0</deleted><polygon><username/>{polygon}</polygon></object>"
        f"<object><name>dog</name><segm><username/>{box}<mask>m.png</mask></segm></object>"
        "<object><name>gone</name><deleted>1</deleted></object></annotation>"
    )
    form, found = read({"x/a.xml": words}, "Images/a.jpg")
    assert form.NAME == "labelme"
    assert found.marked[0].marks == (Mark("cat", (5, 6, 9, 8)), Mark("dog", (1, 2, 3, 4)))


def test_hard_to_see_is_marked_so(read: Any) -> None:
    _, found = read({"a.json": note({**RECTANGLE, "difficult": True})}, "a.jpg")
    assert found.marked[0].marks == (Mark("cat", (1, 2, 3, 4), is_difficult=True),)
