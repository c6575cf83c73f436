"""OpenImages: tables of boxes, of names, and of what the names mean."""

from __future__ import annotations

from typing import Any

import pytest

from peel.errors import PeelError
from peel.types.marks import Mark

BOXES = "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf\n"
NAMES = "ImageID,Source,LabelName,Confidence\n"


def test_boxes_are_shares_with_names(read: Any) -> None:
    files = {
        "annotations/train-annotations-bbox.csv": BOXES
        + 'a,x,/m/1,1,0.25,0.5,0,0.5,-1,0,0\nb,x,/m/2,1,"0,5","1","0,5","1",0,0,1\n',
        "annotations/class-descriptions.csv": "/m/1,cat\n/m/2,dog\n/m/3,bird\n",
    }
    form, found = read(files, "train/a.jpg", "train/b.jpg", "train/c.jpg")
    assert form.NAME == "open_images"
    assert [(m.path, m.part, m.line, m.marks) for m in found.marked] == [
        ("train/a.jpg", "train", 2, (Mark("cat", (10, 0, 20, 15)),)),
        ("train/b.jpg", "train", 3, (Mark("dog", (20, 15, 40, 30), is_crowd=True),)),
    ]
    assert found.stated == ("cat", "dog", "bird")


def test_names_that_do_not_hold_are_none(read: Any) -> None:
    files = {
        "labels.csv": NAMES + "a,v,cat,1\na,v,dog,0\nb,v,cat,0\n",
        "images.csv": "ImageID,Subset,OriginalURL\na,train,http://127.0.0.1:9/a\nc,test,\nz,test,\n",
        "masks.csv": "MaskPath,ImageID,LabelName,BoxXMin\nm.png,a,mask,0.1\n",
    }
    _, found = read(files, "a.jpg", "b.jpg", "c.jpg")
    assert [(m.path, m.part, m.marks) for m in found.marked] == [
        ("a.jpg", "train", (Mark("cat"),)),
        ("b.jpg", "", ()),
    ]


def test_faulty_lines_are_told(read: Any) -> None:
    lines = "a,x,cat,1,0.1,0.2,0.1,0.2,0,0,0\n../z,x,cat,1,0,1,0,1,0,0,0\nhttp://127.0.0.1:9/a,x,cat,1,0,1,0,1,0,0,0\n"
    faulty = "a,x,cat,1,nan,0.2,0.1,0.2,0,0,0\na,x,cat,1,0.5,0.2,0.1,0.2,0,0,0\n"
    _, found = read({"x.csv": BOXES + lines + faulty}, "a.jpg")
    assert found.marked[0].marks == (Mark("cat", (4, 3, 8, 6)),)
    assert [(each.line, each.code) for each in found.skipped] == [(3, "P264"), (4, "P265")]
    assert len(found.notes) == 2


def test_broken_table_is_one_error(read: Any) -> None:
    with pytest.raises(PeelError, match="P221"):
        read({"x.csv": BOXES + 'a,x,"cat,1,0.1'}, "a.jpg")
