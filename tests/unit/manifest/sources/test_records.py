from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.manifest.sources.disk import DiskTree
from peel.manifest.sources.records import Record, read_records


def records(root: Path, data: bytes | str) -> list[Record]:
    (root / "t.csv").write_bytes(data.encode() if isinstance(data, str) else data)
    return list(read_records(DiskTree(root), "t.csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "path,label\na.jpg,cat\n".replace(",", delimiter)
    assert records(tmp_path, text) == [Record(2, {"path": "a.jpg", "label": "cat"}, is_whole=True)]


@pytest.mark.parametrize(
    "header",
    ["path,label", "Filename, CLASS", "image,Label", "image_name,label_name", "file,category"],
)
def test_columns_are_known_by_name(tmp_path: Path, header: str) -> None:
    assert records(tmp_path, f"{header}\na.jpg,cat\n")[0].cells == {"path": "a.jpg", "label": "cat"}


def test_other_columns_are_passed_over(tmp_path: Path) -> None:
    found = records(tmp_path, "n,split,label,path,group\n1,train,cat,a.jpg,g\n")
    assert found[0].cells == {"path": "a.jpg", "label": "cat", "part": "train", "group": "g"}


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    found = records(tmp_path, 'path,label\n\n"new\nline.jpg",cat\n,\nb.jpg,dog\n')
    assert [(each.line, each.cells["path"]) for each in found] == [
        (3, "new\nline.jpg"),
        (6, "b.jpg"),
    ]


def test_quotes_keep_delimiters_and_quotes(tmp_path: Path) -> None:
    found = records(tmp_path, 'path,label\n"a, ""b"".jpg","c,d"\n')
    assert found[0].cells == {"path": 'a, "b".jpg', "label": "c,d"}


def test_short_and_long_lines_are_told(tmp_path: Path) -> None:
    found = records(tmp_path, "path,label,split\na.jpg,cat\na,b.jpg,cat,train\na.jpg,cat,,,\n")
    assert [each.is_whole for each in found] == [True, False, True]
    assert found[0].cells["part"] == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_umlauts_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    found = records(tmp_path, "path,label\nä.jpg,Bär\n".encode(encoding))
    assert found[0].cells == {"path": "ä.jpg", "label": "Bär"}


@pytest.mark.parametrize(
    "text", ["", "name,age\n", "path\n", "label\n", "\n\n", "path,label,xmin\n"]
)
def test_table_without_roles_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PeelError, match="P222" if "xmin" in text else "P220"):
        records(tmp_path, text)


def test_open_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"P221.*line 3 of t\.csv"):
        records(tmp_path, 'path,label\na.jpg,cat\n"b.jpg,dog')


def test_huge_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P221"):
        records(tmp_path, "path,label\n" + "a" * 200_000 + ",cat\n")
