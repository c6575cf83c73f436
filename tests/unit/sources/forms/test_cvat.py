"""CVAT XML: pictures with shapes, and tracks of a film's frames."""

from __future__ import annotations

from typing import Any

import pytest

from peel.errors import PeelError
from peel.types.marks import Mark

LABELS = "<meta><task><labels><label><name>cat</name></label><label><name>dog</name></label></labels></task></meta>"
BOX = '<box label="cat" xtl="1" ytl="2" xbr="3" ybr="4"/>'


def xml(*inner: str) -> str:
    return f"<?xml version='1.0'?><annotations><version>1.1</version>{LABELS}{''.join(inner)}</annotations>"


def image(name: str, *shapes: str, more: str = "") -> str:
    return f'<image id="0" name="{name}" width="40" height="30" {more}>{"".join(shapes)}</image>'


def test_shapes_become_boxes(read: Any) -> None:
    shapes = (
        BOX,
        '<box label="dog" xtl="10" ytl="10" xbr="20" ybr="12" rotation="90"/>',
        '<polygon label="cat" points="5,6;9,6.5;7,8"/>',
        '<mask label="cat" rle="1, 2" left="2" top="3" width="4" height="5"/>',
        '<ellipse label="dog" cx="20" cy="20" rx="3" ry="2"/>',
        '<points label="dog" points="1,2"/><polyline label="dog" points="1,2;3,4"/>',
        '<tag label="outdoor"/><something label="x"/>',
    )
    form, found = read({"x.xml": xml(image("a.jpg", *shapes), image("b.jpg"))}, "a.jpg", "b.jpg")
    assert form.NAME == "cvat"
    assert found.marked[0].marks == (
        Mark("cat", (1, 2, 3, 4)),
        Mark("dog", (14, 6, 16, 16)),
        Mark("cat", (5, 6, 9, 8)),
        Mark("cat", (2, 3, 6, 8)),
        Mark("dog", (17, 18, 23, 22)),
        Mark("outdoor"),
    )
    assert found.marked[1].marks == ()
    assert [note.split(" ")[0] for note in found.notes] == ["2", "4"]
    assert found.stated == ("cat", "dog", "outdoor")


def test_subsets_are_parts_and_folders(read: Any) -> None:
    files = {
        "x.xml": xml(
            image("a.jpg", BOX, more='subset="Train"'), image("a.jpg", BOX, more='subset="Test"')
        )
    }
    _, found = read(files, "images/Train/a.jpg", "images/Test/a.jpg")
    assert [(each.path, each.part) for each in found.marked] == [
        ("images/Test/a.jpg", "test"),
        ("images/Train/a.jpg", "train"),
    ]


def test_tracks_are_of_frames(read: Any) -> None:
    shape = '<box frame="{}" outside="{}" xtl="1" ytl="2" xbr="3" ybr="4"/>'
    track = f'<track id="0" label="cat">{shape.format(0, 0)}{shape.format(1, 1)}{shape.format("x", 0)}</track>'
    _, found = read({"film.xml": xml(track)}, "frame_000000.png", "frame_000001.png")
    assert [(each.group, each.marks) for each in found.marked] == [
        ("film", (Mark("cat", (1, 2, 3, 4), track=0),)),
        ("film", ()),
    ]


@pytest.mark.parametrize("share", [0.4, 0.9])
def test_truncated_file_is_one_error(read: Any, share: float) -> None:
    words = xml(image("a.jpg", BOX))
    with pytest.raises(PeelError, match=r"P262 .*x\.xml"):
        read({"x.xml": words[: int(share * len(words))]}, "a.jpg")


def test_strange_pictures_and_boxes_are_told(read: Any) -> None:
    bad = '<box label="cat" xtl="a" ytl="2" xbr="3"/><polygon label="cat" points="1;2"/><mask label="cat"/>'
    names = ("../a.jpg", "/a.jpg", "http://127.0.0.1:9/a.jpg", "z.jpg")
    _, found = read(
        {"x.xml": xml(image("a.jpg", BOX, bad), *(image(n, BOX) for n in names))}, "a.jpg"
    )
    assert found.marked[0].marks == (Mark("cat", (1, 2, 3, 4)),)
    assert [each.code for each in found.skipped] == ["P264", "P264", "P265", "P264"]


def test_turned_and_jointed_shapes_become_boxes(read: Any) -> None:
    """Ellipses turn about their middle; cuboids and skeletons are as large as their points."""
    cuboid = " ".join(
        f'x{at}="{x}" y{at}="{y}"'
        for at, x, y in (
            ("tl1", 2, 4), ("bl1", 2, 9), ("tr1", 8, 4), ("br1", 8, 9),
            ("tl2", 3, 3), ("bl2", 3, 8), ("tr2", 9, 3), ("br2", 9, 8),
        )
    )  # fmt: skip
    joints = (
        '<points label="a" outside="0" points="10,10"/><points label="b" outside="0" points="20,25"/>'
        '<points label="c" outside="1" points="0,0"/>'
    )
    shapes = (
        '<ellipse label="round" cx="20" cy="15" rx="10" ry="4" rotation="90"/>',
        f'<cuboid label="deep" {cuboid}/>',
        f'<skeleton label="jointed">{joints}</skeleton>',
        '<skeleton label="hidden"><points label="a" outside="1" points="1,1"/></skeleton>',
    )
    _, found = read({"a.xml": xml(image("a.jpg", *shapes))}, "a.jpg")
    boxes = {mark.name: mark.box for mark in found.marked[0].marks}
    assert boxes == {
        "round": (16, 5, 24, 25), "deep": (2, 3, 9, 9), "jointed": (10, 10, 20, 25),
    }  # fmt: skip


def test_endless_turn_is_no_number(read: Any) -> None:
    shapes = (
        '<box label="a" xtl="1" ytl="1" xbr="9" ybr="9" rotation="inf"/>',
        '<ellipse label="b" cx="5" cy="5" rx="2" ry="1" rotation="1e999"/>',
        '<box label="c" xtl="1" ytl="1" xbr="9" ybr="9" rotation="x"/>',
    )
    _, found = read({"a.xml": xml(image("a.jpg", *shapes))}, "a.jpg")
    assert [each.code for each in found.skipped] == ["P272"]
    assert any(each.startswith("3 boxes whose corners are no numbers") for each in found.notes)
