"""A CSV with a box in each line, its columns in any order."""

from __future__ import annotations

from typing import Any

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.types.marks import Mark

CAT = Mark("cat", (1, 2, 11, 22))


@pytest.mark.parametrize(
    "words",
    [
        "filename,cell_type,xmin,xmax,ymin,ymax\na.jpg,cat,1,11,2,22\n",
        "image;label;x1;y1;x2;y2\na.jpg;cat;1;2;11;22\n",
        "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,40,30,cat,1,2,11,22\n",
        "path,label,x,y,w,h\na,cat,1,2,10,20\n",
        "path\tlabel\tx1\ty1\twidth\theight\na\tcat\t1\t2\t10\t20\n",
        'path,label,bbox\na.jpg,cat,"[1, 2, 11, 22]"\na.jpg,cat,"31 22 39 29"\n',
        'image_id,class,bbox\na,cat,"[1.0, 2.0, 10.0, 20.0]"\na,cat,"[30, 20, 8, 8]"\n',
        "path,label,bbox_xyxy\na.jpg,cat,1 2 11 22\n",
        "path,label,xmin,ymin,xmax,ymax\na.jpg,cat,0.025,0.0666667,0.275,0.7333333\n",
    ],
)
def test_columns_are_found_in_any_order(read: Any, words: str) -> None:
    form, found = read({"boxes.csv": words}, "images/a.jpg")
    assert form.NAME == "boxes_csv"
    assert found.marked[0].marks[0] == CAT
    assert found.marked[0].line == 2


def test_unclear_boxes_are_asked_about(read: Any) -> None:
    with pytest.raises(PeelError, match=r"P276 .*bbox_xyxy or bbox_xywh"):
        read({"x.csv": 'path,label,bbox\na.jpg,cat,"1,2,3,4"\n'}, "a.jpg")


def test_names_must_stand_somewhere(read: Any) -> None:
    with pytest.raises(PeelError, match="P275"):
        read({"x.csv": "path,x1,y1,x2,y2,one,two\na.jpg,1,2,3,4,a,b\n"}, "a.jpg")
    how = Ingest(form="boxes_csv", label_column="two")
    _, found = read({}, how=how)
    assert found.marked[0].marks[0].name == "b"


def test_parts_and_empty_pictures(read: Any) -> None:
    words = "path,label,x1,y1,x2,y2,split\na.jpg,cat,1,2,11,22,train\nb.jpg,,,,,,test\n"
    _, found = read({"x.csv": words}, "a.jpg", "b.jpg")
    assert [(m.part, m.marks) for m in found.marked] == [("train", (CAT,)), ("test", ())]


def test_group_is_read(read: Any) -> None:
    words = "path,label,x1,y1,x2,y2,group\na.jpg,cat,1,2,11,22,monday\nb.jpg,,,,,,\n"
    _, found = read({"x.csv": words}, "a.jpg", "b.jpg")
    assert [m.group for m in found.marked] == ["monday", ""]


def test_tables_of_parts_are_joined(read: Any) -> None:
    head = "image,label,xmin,ymin,xmax,ymax\n"
    files = {
        "train-export.csv": head + "a.jpg,cat,1,2,11,22\n",
        "test-export.csv": head + "b.jpg,cat,1,2,11,22\n",
    }
    _, found = read(files, "a.jpg", "b.jpg")
    assert [(m.path, m.part) for m in found.marked] == [("a.jpg", "train"), ("b.jpg", "test")]


def test_tables_of_same_pictures_are_asked_about(read: Any) -> None:
    head = "image,label,xmin,ymin,xmax,ymax\n"
    files = {"a.csv": head + "a.jpg,cat,1,2,11,22\n", "b.csv": head + "a.jpg,dog,1,2,11,22\n"}
    with pytest.raises(PeelError, match="P277"):
        read(files, "a.jpg")
    _, found = read({}, how=Ingest(form="boxes_csv", table="b.csv"))
    assert [mark.name for mark in found.marked[0].marks] == ["dog"]


def test_faulty_lines_are_told(read: Any) -> None:
    lines = (
        "a.jpg,cat,1,2,11,22",
        "a.jpg,cat,1,nan,3,4",
        "a.jpg,cat,9,2,1,4",
        "a.jpg,cat,x,2,3,4",
        "a.jpg,cat,,2,3,4",
    )
    gone = ("../a.jpg,cat,1,2,3,4", "http://127.0.0.1:9/a.jpg,cat,1,2,3,4", ",cat,1,2,3,4")
    _, found = read({"x.csv": "path,label,x1,y1,x2,y2\n" + "\n".join([*lines, *gone])}, "a.jpg")
    assert found.marked[0].marks == (CAT,)
    assert [note.split(" ")[0] for note in found.notes] == ["3", "1"]
    assert [(each.line, each.code) for each in found.skipped] == [
        (7, "P264"),
        (8, "P265"),
        (9, "P264"),
    ]


def test_what_stands_beside_a_box_is_read(read: Any) -> None:
    words = "path,label,xmin,ymin,xmax,ymax,Difficult,iscrowd,confidence,track\n"
    lines = "a.jpg,cat,1,2,11,22,1,0,0.5,7\na.jpg,dog,1,2,11,22,,true,,\n"
    (marked,) = read({"x.csv": words + lines}, "a.jpg")[1].marked
    cat = CAT._replace(is_difficult=True, confidence=0.5, track=7)
    assert marked.marks == (cat, CAT._replace(name="dog", is_crowd=True))
