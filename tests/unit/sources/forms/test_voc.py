"""Pascal VOC: an XML file a picture, and lists of parts."""

from __future__ import annotations

from typing import Any

import pytest

from peel.errors import PeelError
from peel.types.marks import Mark


def xml(
    name: str = "a.jpg", *things: str, size: str = "<width>40</width><height>30</height>"
) -> str:
    return (
        f"<annotation><filename>{name}</filename><size>{size}</size>{''.join(things)}</annotation>"
    )


def thing(name: str, *box: float | str, more: str = "") -> str:
    tags = ("xmin", "ymin", "xmax", "ymax")
    corners = "".join(f"<{tag}>{at}</{tag}>" for tag, at in zip(tags, box, strict=False))
    return f"<object><name>{name}</name>{more}<bndbox>{corners}</bndbox></object>"


CAT = thing("cat", 1, 2, 3, 4)


def test_boxes_are_read_as_written(read: Any) -> None:
    part = "<part><name>head</name><bndbox><xmin>9</xmin></bndbox></part>"
    dog = thing(" dog ", "5.5", "6", "7.5", "8", more=f"<difficult>1</difficult>{part}")
    form, found = read(
        {"x/a.xml": xml("a.jpg", CAT, dog), "x/b.xml": xml("b.jpg")}, "a.jpg", "b.jpg"
    )
    assert form.NAME == "voc"
    assert found.marked[0].marks == (
        Mark("cat", (1, 2, 3, 4)),
        Mark("dog", (5.5, 6, 7.5, 8), is_difficult=True),
    )
    assert found.marked[1].marks == ()
    assert found.stated == ("cat", "dog")


def test_own_name_counts_before_stated(read: Any) -> None:
    _, found = read(
        {"1.xml": xml("b.jpg", CAT), "2.xml": xml("c.jpg", CAT)}, "1.jpg", "b.jpg", "c.jpg"
    )
    assert [each.path for each in found.marked] == ["1.jpg", "c.jpg"]


def test_lists_state_the_parts(read: Any) -> None:
    files = {f"Annotations/{n}.xml": xml(f"{n}.jpg", CAT) for n in "abc"}
    lists = {"train": "a\n\n# no\n", "test": "b 1\n", "trainval": "a\nc\n", "cat_test": "a -1\n"}
    files |= {f"ImageSets/Main/{name}.txt": words for name, words in lists.items()}
    files["ImageSets/Layout/val.txt"] = "a\n"
    _, found = read(files, *(f"JPEGImages/{n}.jpg" for n in "abc"))
    assert [each.part for each in found.marked] == ["train", "test", ""]


def test_folders_state_the_parts(read: Any) -> None:
    files = {"train/a.xml": xml("a.jpg", CAT), "valid/a.xml": xml("a.jpg", CAT)}
    _, found = read(files, "train/a.jpg", "valid/a.jpg")
    assert [(each.path, each.part) for each in found.marked] == [
        ("train/a.jpg", "train"),
        ("valid/a.jpg", "val"),
    ]


@pytest.mark.parametrize(
    "words",
    [
        xml("b.jpg", CAT)[:-20],
        "<?xml version='1.0' encoding='utf-8'?>" + xml("b.jpg", thing("k\udce4fer", 1, 2, 3, 4)),
        "<!DOCTYPE annotation [<!ENTITY a 'b'>]>" + xml("b.jpg", thing("&a;", 1, 2, 3, 4)),
    ],
)
def test_broken_file_costs_its_picture(read: Any, words: str) -> None:
    data = words.encode("utf-8", "surrogateescape")
    _, found = read({"a.xml": xml("a.jpg", CAT), "b.xml": data}, "a.jpg", "b.jpg")
    assert [each.path for each in found.marked] == ["a.jpg"]
    assert [(each.path, each.code[:3]) for each in found.skipped] == [("b.xml", "P26")]


@pytest.mark.parametrize("name", ["/etc/b.jpg", "../../b.jpg", "http://127.0.0.1:9/b.jpg", ""])
def test_strange_names_are_told(read: Any, name: str) -> None:
    _, found = read({"a.xml": xml("a.jpg", CAT), "b.xml": xml(name, CAT)}, "a.jpg")
    assert found.skipped[0].code in ("P264", "P265")


def test_faulty_boxes_are_counted(read: Any) -> None:
    faulty = (
        thing("cat", "nan", 2, 3, 4),
        thing("cat", 3, 2, 3, 4),
        thing("cat", 1),
        thing("", 1, 2, 3, 4),
    )
    _, found = read({"a.xml": xml("a.jpg", CAT, CAT, *faulty)}, "a.jpg")
    assert found.marked[0].marks == (Mark("cat", (1, 2, 3, 4)),)
    assert [note.split(" ")[0] for note in found.notes] == ["2", "1", "1", "1"]


def test_broken_size_is_not_believed(read: Any) -> None:
    size = "<width>0</width><height>0</height>"
    _, found = read({"a.xml": xml("a.jpg", CAT, size=size)}, "a.jpg")
    assert found.marked[0].size == (40, 30)


def test_other_xml_is_not_recognised(read: Any) -> None:
    with pytest.raises(PeelError, match="P274"):
        read({"a.xml": "<note/>", "b.xml": "<annotationset/>", "c.xml": ""}, "a.jpg")


def test_turned_box_is_read(read: Any) -> None:
    angle = (
        "<robndbox><cx>20</cx><cy>15</cy><w>20</w><h>10</h><angle>1.5707963268</angle></robndbox>"
    )
    words = f"<annotation><object><name>x</name>{angle}</object></annotation>"
    _, found = read({"a.xml": words}, "a.jpg")
    assert found.marked[0].marks == (Mark("x", (15, 5, 25, 25)),)
    assert found.notes[0].startswith("1 box around a finer shape")


def test_lists_hold_names_with_blanks(read: Any) -> None:
    files = {
        "Annotations/my cat.xml": xml("my cat.jpg"),
        "Annotations/b.xml": xml("b.jpg"),
        "ImageSets/Main/train.txt": "my cat\n",
        "ImageSets/Main/val.txt": "b  1\n",
    }
    _, found = read(files, "JPEGImages/my cat.jpg", "JPEGImages/b.jpg")
    assert {m.path[11:]: m.part for m in found.marked} == {"my cat.jpg": "train", "b.jpg": "val"}
