"""Which picture an annotation means, and how large it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from peel.errors import PeelError
from peel.sources.album import Album, Finder, stem
from peel.sources.disk import DiskTree


def album(root: Path, *paths: str) -> Album:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"")
    return Album(DiskTree(root))


def test_name_is_found_beside_or_anywhere(tmp_path: Path) -> None:
    find = Finder(album(tmp_path, "notes/a.jpg", "images/b.jpg", "c.jpg"), "notes/x.json")
    assert [find(name) for name in ("a.jpg", "b.jpg", "../images/b.jpg", "images\\b.jpg", "c")] == [
        "notes/a.jpg",
        "images/b.jpg",
        "images/b.jpg",
        "images/b.jpg",
        "c.jpg",
    ]


def test_folders_of_one_name_decide(tmp_path: Path) -> None:
    found = album(tmp_path, "images/train/1.jpg", "images/val/1.jpg")
    assert Finder(found, "labels/val/1.txt")("1") == "images/val/1.jpg"
    assert Finder(found, "notes/x_train.json", hints=["train"])("1.jpg") == "images/train/1.jpg"
    with pytest.raises(PeelError, match="P264"):
        Finder(found, "notes/x.json")("1.jpg")


def test_other_folders_may_stand_before(tmp_path: Path) -> None:
    find = Finder(album(tmp_path, "pictures/1.jpg"), "train.txt")
    assert find("data/obj_train_data/1.jpg", is_loose=True) == "pictures/1.jpg"
    with pytest.raises(PeelError, match="P264"):
        find("data/obj_train_data/1.jpg")


@pytest.mark.parametrize("name", ["/etc/1.jpg", "../1.jpg", "a/../../1.jpg", "C:\\x\\1.jpg"])
def test_ways_out_are_refused(tmp_path: Path, name: str) -> None:
    find = Finder(album(tmp_path, "1.jpg"), "x.json")
    with pytest.raises(PeelError, match=r"P264 .*leads out"):
        find(name, is_loose=True)


def test_address_is_never_fetched(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P265"):
        Finder(album(tmp_path, "1.jpg"), "x.json")("http://127.0.0.1:9/1.jpg")


def test_annotation_file_is_no_picture(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P264"):
        Finder(album(tmp_path, "1.jpg", "x.json"), "x.json")("x.json")


def test_size_is_read_from_header(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[274] = 6
    Image.new("RGB", (30, 20)).save(tmp_path / "a.jpg", exif=exif)
    (tmp_path / "b.jpg").write_bytes((tmp_path / "a.jpg").read_bytes()[:20])
    found = Album(DiskTree(tmp_path))
    extent = found.extent("a.jpg")
    assert extent == (30, 20, 6)
    assert extent is not None
    assert extent.shown == (20, 30)
    assert found.extent("b.jpg") is None


def test_beginning_is_read_in_any_letters(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes('{"ä'.encode("utf-16"))
    (tmp_path / "b.json").write_bytes(b"\xef\xbb\xbf{")
    found = Album(DiskTree(tmp_path))
    assert [found.beginning(path) for path in found.files(".json")] == ['{"ä', "{"]


def test_stem_has_no_ending() -> None:
    assert [stem(path) for path in ("a/b.xml", "a/1.5.txt", "c")] == ["b", "1.5", "c"]
