"""A marking against its pictures."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from peel.sources.album import Album
from peel.sources.checked import check
from peel.sources.disk import DiskTree
from peel.sources.marking import Marking
from peel.types.marks import Mark, Marked


def checked(root: Path, *marked: Marked) -> Marking:
    for path in {each.path for each in marked}:
        Image.new("RGB", (40, 30)).save(root / path)
    return check(Album(DiskTree(root)), Marking(marked=marked))


def test_what_several_files_say_is_joined(tmp_path: Path) -> None:
    one = Marked("b.jpg", (80, 60), (Mark("cat", (2, 4, 6, 8)),), part="train", line=3)
    other = Marked("b.jpg", None, (Mark("cat", (1, 2, 3, 4)), Mark("dog")), group="film")
    found = checked(tmp_path, one, Marked("a.jpg", None, ()), other)
    assert found.marked == (
        Marked("a.jpg", (40, 30), ()),
        Marked("b.jpg", (40, 30), (Mark("cat", (1, 2, 3, 4)), Mark("dog")), "train", "film", 3),
    )
    assert len(found.notes) == 2


def test_contradictions_are_left_out(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        Marked("a.jpg", None, (), "train"),
        Marked("a.jpg", None, (), "test"),
        Marked("b.jpg", (9, 90), (Mark("cat", (1, 2, 3, 4)),)),
        Marked("c.jpg", None, (Mark("cat", (1, 2, 1, 4)), Mark(" "))),
    )
    assert found.marked == ()
    assert [each.code for each in found.skipped] == ["P270", "P268", "P272"]


def test_broken_picture_has_no_size(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"")
    found = check(Album(DiskTree(tmp_path)), Marking(marked=(Marked("a.jpg", None, ()),)))
    assert [each.code for each in found.skipped] == ["P269"]
