from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.sources.disk import DiskTree
from peel.sources.lookup import Index, Lookup, relative


def lookup(root: Path, names: list[str], *paths: str, table: str = "t.csv") -> Lookup:
    for path in (table, *paths):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    pictures = [path for path in paths if path.endswith(".jpg")]
    find = Lookup(Index(DiskTree(root), pictures), table)
    find.settle(names)
    return find


@pytest.mark.parametrize("name", ["a/1.jpg", "./a/1.jpg", "a//1.jpg", "b/../a/1.jpg", "a\\1.jpg"])
def test_spellings_mean_one_file(tmp_path: Path, name: str) -> None:
    assert lookup(tmp_path, [name], "a/1.jpg")(name) == "a/1.jpg"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_split_umlauts_are_one(tmp_path: Path, form: str) -> None:
    there, name = unicodedata.normalize(form, "ü.jpg"), "ü.jpg"
    assert lookup(tmp_path, [name], there)(name) == there


def test_bytes_of_windows_are_found(tmp_path: Path) -> None:
    assert lookup(tmp_path, ["b\u00e4r.jpg"], "b\udce4r.jpg")("b\u00e4r.jpg") == "b\udce4r.jpg"


def test_path_is_relative_to_the_table(tmp_path: Path) -> None:
    find = lookup(tmp_path, ["a/1.jpg"], "set/a/1.jpg", "a/1.jpg", table="set/t.csv")
    assert find("a/1.jpg") == "set/a/1.jpg"


def test_absolute_path_below_the_source_is_found(tmp_path: Path) -> None:
    name = f"{tmp_path}/a/1.jpg"
    assert lookup(tmp_path, [name], "a/1.jpg")(name) == "a/1.jpg"
    assert relative("/else/1.jpg", "/here") == "/else/1.jpg"


def test_one_folder_beside_the_table_is_found(tmp_path: Path) -> None:
    find = lookup(tmp_path, ["1.jpg", "2.jpg"], "images/1.jpg", "images/2.jpg", "other/2.jpg")
    assert find("2.jpg") == "images/2.jpg"


@pytest.mark.parametrize("name", ["gone.jpg", "../out.jpg", "/etc/passwd", "..", "", "a"])
def test_missing_picture_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "out.jpg").touch()
    find = lookup(tmp_path / "set", [name, "a/1.jpg"], "a/1.jpg")
    with pytest.raises(PeelError, match="P223"):
        find(name)


@pytest.mark.parametrize("name", ["A/1.JPG", "1.JPG", "a/1", "1", "1.jpg"])
def test_ending_and_capitals_may_differ(tmp_path: Path, name: str) -> None:
    assert lookup(tmp_path, [name], "x/a/1.jpg", "x/b/2.jpg")(name) == "x/a/1.jpg"


def test_capitals_count_where_they_differ(tmp_path: Path) -> None:
    find = lookup(tmp_path, ["A"], "x/a.jpg", "y/A.jpg")
    assert (find("a"), find("A")) == ("x/a.jpg", "y/A.jpg")


def test_name_of_many_files_is_refused(tmp_path: Path) -> None:
    find = lookup(tmp_path, ["2.jpg"], "x/a/1.jpg", "x/b/1.jpg", "x/b/2.jpg")
    with pytest.raises(PeelError, match=r"P223.*which 2 files are called"):
        find("1.jpg")


def test_way_out_is_told(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"P223.*leads out of the source"):
        lookup(tmp_path, [], "x/1.jpg")("../1.jpg")
