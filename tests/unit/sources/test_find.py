from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources import find as room
from peel.sources.source import Source, Terms

KIND = find_kind("classification")


def find(*paths: Path, how: Ingest | None = None) -> Source:
    return room.find(paths, Terms(how or Ingest(), KIND))


def put(root: Path, *paths: str) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    return root


def table(root: Path, text: str) -> Path:
    root.mkdir(exist_ok=True)
    (root / "labels.csv").write_text(text)
    return root


def zipped(root: Path) -> Path:
    path = root.with_suffix(".ZIP")
    with zipfile.ZipFile(path, "w") as file:
        for each in sorted(root.rglob("*")):
            file.write(each, each.relative_to(root.parent))
    return path


def refused(path: Path, code: str) -> str:
    with pytest.raises(PeelError) as caught:
        find(path)
    assert caught.value.code == code
    return str(caught.value)


def test_folder_and_zip_hold_the_same(tmp_path: Path) -> None:
    root = put(tmp_path / "set", "train/cat/1.jpg", "val/dog/2.jpg")
    folder, archive = find(root), find(zipped(root))
    assert (folder.form, archive.form) == ("class folders", "zip of class folders")
    assert [f"set/{row.path}" for row in folder.rows] == [row.path for row in archive.rows]
    assert [row[1:] for row in folder.rows] == [row[1:] for row in archive.rows]


def test_table_in_folder_or_zip_wins(tmp_path: Path) -> None:
    root = put(tmp_path / "set", "cat/1.jpg", "dog/2.jpg")
    table(root, "path,label\ncat/1.jpg,old\ndog/2.jpg,young\n")
    assert find(root).form == find(root / "labels.csv").form == "CSV"
    assert find(zipped(root)).form == "zip with a CSV"
    assert [row.label for row in find(root).rows] == ["old", "young"]


def test_missing_source_is_refused(tmp_path: Path) -> None:
    assert "gone" in refused(tmp_path / "gone", "P201")
    assert "no such" in refused(tmp_path / "gone.zip", "P201")
    assert f"got {tmp_path / 'gone'} (" in refused(tmp_path / "pets" / ".." / "gone", "P201")


@pytest.mark.parametrize("name", ["a.tar", "a.jpg", "a"])
def test_other_files_are_no_source(tmp_path: Path, name: str) -> None:
    refused(put(tmp_path, name) / name, "P202")


def test_empty_folder_is_refused(tmp_path: Path) -> None:
    refused(tmp_path, "P203")
    refused(put(tmp_path, "cat/notes.txt", ".hidden/1.jpg"), "P203")


def test_empty_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    refused(zipped(tmp_path / "set"), "P203")


def test_pictures_without_folders_have_no_label(tmp_path: Path) -> None:
    refused(put(tmp_path, "1.jpg", "2.jpg"), "P204")
    refused(put(tmp_path / "x", "train/1.jpg", "test/2.jpg"), "P204")


@pytest.mark.parametrize("name", ["labels.xlsx", "about.csv"])
def test_unread_table_is_named_in_errors(tmp_path: Path, name: str) -> None:
    assert f"not read: {name}" in refused(put(tmp_path, "1.jpg", "2.jpg", name), "P204")
    assert f"not read: {name}" in refused(put(tmp_path, "x/1.jpg", "x/2.jpg"), "P205")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r"labels.csv (empty)"),
        ("path,label\n", "labels.csv (path, label) without a line below the first"),
        ("path,a,b\nx.jpg,1,0\n", "of whose paths none exists, for example x.jpg"),
    ],
)
def test_table_that_says_nothing_is_named(tmp_path: Path, text: str, words: str) -> None:
    told = refused(table(put(tmp_path, "img/7.jpg", "img/8.jpg"), text), "P205")
    assert words in told
    assert "mend the table that was not read" in told


def test_table_behind_a_link_is_named(tmp_path: Path) -> None:
    put(tmp_path, "set/1.jpg", "labels.csv")
    (tmp_path / "set" / "labels.csv").symlink_to(tmp_path / "labels.csv")
    assert "lead out of the source: labels.csv" in refused(tmp_path / "set", "P204")


def test_addresses_in_a_table_are_named(tmp_path: Path) -> None:
    table(put(tmp_path, "1.jpg"), "url,label\nhttps://host/1.jpg,cat\n")
    assert "labels.csv (url, label) of addresses on a network" in refused(tmp_path, "P204")


def test_one_class_is_refused(tmp_path: Path) -> None:
    assert "cat" in refused(put(tmp_path, "cat/1.jpg", "cat/2.jpg"), "P205")


def test_class_with_one_picture_is_taken(tmp_path: Path) -> None:
    assert len(find(put(tmp_path, "cat/1.jpg", "dog/1.jpg", "dog/2.jpg")).rows) == 3


def test_table_without_usable_line_is_refused(tmp_path: Path) -> None:
    root = table(tmp_path, "path,label\ngone.jpg,cat\n")
    assert "line 2, gone.jpg" in refused(root, "P207")
    assert "line 2, gone.jpg" in refused(root / "labels.csv", "P207")


def test_table_without_lines_is_refused(tmp_path: Path) -> None:
    refused(table(tmp_path, "path,label\n"), "P203")


def test_bare_table_of_other_columns_is_refused(tmp_path: Path) -> None:
    refused(table(tmp_path, "name,age\n") / "labels.csv", "P220")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "items", "classes", "parts"),
    [
        ("hymenoptera", 398, 2, {"train": 245, "val": 153}),
        ("clothing", 640, 10, {"train": 400, "val": 120, "test": 120}),
        ("signdigits", 750, 10, {"": 750}),
        ("flowers5", 910, 5, {"": 910}),
        ("caltech101", 612, 102, {"train": 408, "test": 204}),
        ("magtile", 692, 6, {"": 692}),
        ("pacs_shift", 630, 7, {"": 630}),
    ],
)
def test_real_sets_are_read_as_meant(
    datasets: Path, name: str, items: int, classes: int, parts: dict[str, int]
) -> None:
    how = Ingest(class_level=2) if name == "pacs_shift" else Ingest()  # domain, then class
    rows = find(datasets / f"{name}.zip", how=how).rows
    assert (len(rows), len({row.label for row in rows})) == (items, classes)
    assert {part: sum(row.part == part for row in rows) for part in parts} == parts


def test_each_dirty_file_is_accounted_for(datasets: Path) -> None:
    with pytest.raises(PeelError, match=r"P220.*dirty/manifest\.csv.*outcome"):
        find(datasets / "dirty.zip")
    source = find(datasets / "dirty.zip", how=Ingest(table="none"))
    with zipfile.ZipFile(datasets / "dirty.zip") as file:
        names = {info.filename for info in file.infolist() if not info.is_dir()}
    assert {row.path for row in source.rows} | {each.path for each in source.skipped} == names
    assert sorted(each.path for each in source.skipped) == [
        "dirty/README.md",
        "dirty/manifest.csv",
        "dirty/renamed/._macfork.jpg",
    ]
