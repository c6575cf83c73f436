"""What every writer plans."""

import pytest

from peel.types.marks import Mark, Marked
from peel.writers.forms import WRITERS

EVERY = pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
BOX = (0.0, 0.0, 4.0, 4.0)


@EVERY
def test_every_picture_has_its_own_place(writer):
    marked = [
        Marked(f"{folder}/{name}", (8, 8), (Mark("cat", BOX), Mark("cat")))
        for folder in ("a", "A", "b c")
        for name in ("1.jpg", "1.JPG", "1.png", "con.jpg", "x\n.jpg")
    ]
    paths = [each.path for each in writer.plan(marked).sheet.pictures]
    assert len({path.casefold() for path in paths}) == len(marked)


@EVERY
def test_no_place_leads_out(writer):
    names = ("../1.jpg", "/etc/passwd", "a/../../2.jpg", "nul", "..", "C:\\x.jpg")
    marks = (Mark("..", BOX), Mark("../x")) if writer.holds.several else (Mark("../x"),)
    marked = [Marked(name, (8, 8), marks, group="../g") for name in names]
    places = [each.path.split("/") for each in writer.plan(marked).sheet.pictures]
    assert places
    assert not {"", ".", "..", "nul"} & {name for place in places for name in place}


@EVERY
def test_one_plain_picture_loses_nothing_but_places(writer):
    mark = Mark("cat", BOX if writer.holds.boxes else None)
    assert writer.loses([Marked("a/1.jpg", (8, 8), (mark,))]) in (
        [],
        ["names of files (1): a/1.jpg is train/pictures/img1/000001.jpg"],
    )


def test_changed_names_are_told():
    told = WRITERS["voc"].loses([Marked("a b.jpg", (8, 8), (Mark("x\ny", BOX),))])
    assert told == [
        "letters of names that the form cannot have: x\ny is x_y",
        "names of files (1): a b.jpg is JPEGImages/a_b.jpg",
    ]


def test_stated_names_are_written_too():
    plan = WRITERS["coco"].plan([Marked("1.jpg", (8, 8), (Mark("cat", BOX),))], ["dog"])
    assert plan.sheet.names == ("cat", "dog")


def test_parts_come_in_order():
    marked = [Marked(f"{p}.jpg", (8, 8), (), part=p) for p in ("val", "", "test", "train")]
    sheet = WRITERS["coco"].plan(marked).sheet
    assert {part: [p.source for p in found] for part, found in sheet.of_parts().items()} == {
        "": [".jpg"], "test": ["test.jpg"], "train": ["train.jpg"], "val": ["val.jpg"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "lost"), [("coco", ()), ("voc", ("names that no picture has: zebra",))]
)
def test_unused_names_are_kept_or_told(name, lost):
    marked = [Marked("1.jpg", (8, 8), (Mark("cat", BOX),))]
    assert WRITERS[name].plan(marked, ["cat", "zebra"]).lost == lost
