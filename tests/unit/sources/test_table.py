from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from peel.errors import PeelError
from peel.params.sections import Ingest
from peel.problem import find as find_kind
from peel.sources.claims import find_table
from peel.sources.disk import DiskTree
from peel.sources.pictures import is_picture
from peel.sources.source import Row, Source, Terms
from peel.sources.table import read_table_file

KIND = find_kind("classification")


def put(root: Path, text: str, *paths: str, table: str = "labels.csv") -> Path:
    for path in (table, *paths):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    (root / table).write_text(text, encoding="utf-8")
    return root


def found(root: Path) -> Source:
    source = looked(root)
    assert source is not None
    return source


def looked(root: Path, **how: Any) -> Source | None:
    tree = DiskTree(root)
    pictures = [path for path in tree.entries if is_picture(tree, path)]
    return find_table(tree, pictures, terms=Terms(Ingest(**how), KIND)).source


def skipped(source: Source) -> list[tuple[str, int, str]]:
    return [(each.path, each.line, each.code) for each in source.skipped]


def test_lines_become_rows(tmp_path: Path) -> None:
    text = "path,label,split,group\nb.jpg,dog,valid,g1\na.jpg,cat,Train,\n"
    source = found(put(tmp_path, text, "a.jpg", "b.jpg"))
    assert source.rows == (Row("a.jpg", 3, "cat", "train", ""), Row("b.jpg", 2, "dog", "val", "g1"))
    assert (source.form, source.skipped) == ("CSV", ())


def test_file_and_folder_give_the_same(tmp_path: Path) -> None:
    put(tmp_path, "path,label\nx/a.jpg,cat\ny/b.jpg,dog\n", "x/a.jpg", "y/b.jpg", "x/c.jpg")
    alone = read_table_file(tmp_path / "labels.csv", Terms(Ingest(), KIND))
    assert alone.rows == found(tmp_path).rows
    assert alone.skipped == found(tmp_path).skipped


def test_file_lists_no_other_folders(tmp_path: Path) -> None:
    put(tmp_path, "path,label\nx/a.jpg,cat\n", "x/a.jpg", "else/where/c.jpg")
    assert set(read_table_file(tmp_path / "labels.csv", Terms(Ingest(), KIND)).tree.entries) == {
        "labels.csv",
        "x/a.jpg",
    }


def test_file_finds_one_folder_beside_it(tmp_path: Path) -> None:
    put(tmp_path, "id,image,label\n1,a.jpg,cat\n2,b.jpg,dog\n", "train/a.jpg", "train/b.jpg")
    rows = read_table_file(tmp_path / "labels.csv", Terms(Ingest(), KIND)).rows
    assert [row.path for row in rows] == ["train/a.jpg", "train/b.jpg"]


def test_missing_picture_is_skipped_with_line(tmp_path: Path) -> None:
    source = found(put(tmp_path, "path,label\na.jpg,cat\ngone.jpg,dog\n", "a.jpg"))
    assert skipped(source) == [("gone.jpg", 3, "P223")]
    assert len(source.rows) == 1


def test_unlisted_picture_is_counted(tmp_path: Path) -> None:
    source = found(put(tmp_path, "path,label\na.jpg,cat\n", "a.jpg", "b.jpg", "notes.txt"))
    assert skipped(source) == [("b.jpg", 0, "P224"), ("notes.txt", 0, "P210")]


def test_same_line_twice_is_one_row(tmp_path: Path) -> None:
    source = found(put(tmp_path, "path,label\na.jpg,cat\n./a.jpg,cat\n", "a.jpg"))
    assert [row.line for row in source.rows] == [2]
    assert skipped(source) == [("a.jpg", 3, "P227")]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("a.jpg,cat,,\na.jpg,dog,,", "several labels in several lines: cat, dog"),
        ("a.jpg,cat,train,\na.jpg,cat,test,", "two splits: test, train"),
        ("a.jpg,cat,,1\na.jpg,cat,,", "two groups: 1, none"),
    ],
)
def test_two_meanings_skip_both_lines(tmp_path: Path, lines: str, words: str) -> None:
    text = f"path,label,split,group\n{lines}\nb.jpg,dog,,\n"
    source = found(put(tmp_path, text, "a.jpg", "b.jpg"))
    assert [row.path for row in source.rows] == ["b.jpg"]
    assert skipped(source) == [("a.jpg", 2, "P226"), ("a.jpg", 3, "P226")]
    assert {each.reason for each in source.skipped} == {words}


@pytest.mark.parametrize("line", ["a.jpg,", ",cat", "a.jpg", "a,b.jpg,cat"])
def test_line_that_is_not_whole_is_skipped(tmp_path: Path, line: str) -> None:
    source = found(put(tmp_path, f"path,label\n{line}\nb.jpg,dog\n", "a.jpg", "b.jpg"))
    assert (source.skipped[0].line, source.skipped[0].code) == (2, "P225")
    assert [row.path for row in source.rows] == ["b.jpg"]


def test_unknown_split_is_skipped(tmp_path: Path) -> None:
    source = found(put(tmp_path, "path,label,split\na.jpg,cat,later\n", "a.jpg"))
    assert skipped(source)[0] == ("a.jpg", 2, "P228")


def test_picture_left_out_by_line_counts_once(tmp_path: Path) -> None:
    source = found(put(tmp_path, "path,label\na.jpg,\nb.jpg,dog\n", "a.jpg", "b.jpg"))
    assert skipped(source) == [("a.jpg", 2, "P225")]


def test_named_file_is_item_whatever_its_name(tmp_path: Path) -> None:
    source = found(put(tmp_path, "path,label\nnotes.txt,cat\n", "notes.txt"))
    assert [row.path for row in source.rows] == ["notes.txt"]


def test_table_may_lie_in_a_single_folder(tmp_path: Path) -> None:
    text = "path,label\nx/a.jpg,cat\n"
    put(tmp_path, text, "set/x/a.jpg", "README.md", table="set/labels.csv")
    assert [row.path for row in found(tmp_path).rows] == ["set/x/a.jpg"]


def test_broken_table_is_refused_not_ignored(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P221"):
        looked(put(tmp_path, 'path,label\n"a.jpg,cat', "a.jpg"))


@pytest.mark.parametrize("name", ["a b.jpg", "#=1.jpg", '"q".jpg', "Ü,;.jpg", "new\nline.jpg"])
def test_odd_names_are_found(tmp_path: Path, name: str) -> None:
    quoted = name.replace('"', '""')
    source = found(put(tmp_path, f'path,label\n"{quoted}",cat\n', name))
    assert [row.path for row in source.rows] == [name]


def test_labels_have_one_form(tmp_path: Path) -> None:
    text = "path,label\na.jpg,Ba\u0308r \nb.jpg,B\u00e4r\n"
    assert {row.label for row in found(put(tmp_path, text, "a.jpg", "b.jpg")).rows} == {"B\u00e4r"}


def test_several_labels_in_a_cell_are_told(tmp_path: Path) -> None:
    lines = ["a.jpg,scab", "b.jpg,rust", "c.jpg,scab rust", "d.jpg,scab|mildew"]
    source = found(put(tmp_path, "\n".join(["path,label", *lines]), *[f"{c}.jpg" for c in "abcd"]))
    assert [(each.line, each.code) for each in source.skipped] == [(4, "P234"), (5, "P234")]
    assert "peel build --kind multilabel" in source.skipped[0].do
    assert set(source.stated) == {"scab", "rust"}


def test_western_letters_are_told(tmp_path: Path) -> None:
    put(tmp_path, "", "a.jpg")
    (tmp_path / "labels.csv").write_bytes("path,label\na.jpg,Bär\n".encode("cp1252"))
    assert "cp1252" in found(tmp_path).notes[0]


def test_class_without_usable_line_is_stated(tmp_path: Path) -> None:
    source = found(put(tmp_path, "path,label\na.jpg,cat\ngone.jpg,dog\n", "a.jpg"))
    assert source.stated == dict.fromkeys(("cat", "dog"), "no line of it is usable")


def test_address_on_a_network_is_refused(tmp_path: Path) -> None:
    text = "path,label\na.jpg,cat\nhttps://host/b.jpg,dog\n"
    assert skipped(found(put(tmp_path, text, "a.jpg"))) == [("https://host/b.jpg", 3, "P230")]
