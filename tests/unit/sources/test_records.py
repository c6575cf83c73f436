from __future__ import annotations

from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.sources.disk import DiskTree
from peel.sources.records import Record, Table, columns_of, read_table


def table(root: Path, data: bytes | str) -> Table:
    (root / "t.csv").write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(DiskTree(root), "t.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    found = table(tmp_path, "path,label\na.jpg,cat\n".replace(",", delimiter))
    assert found.columns == ("path", "label")
    assert found.records == (Record(2, ("a.jpg", "cat"), is_whole=True),)


def test_line_of_excel_is_no_heading(tmp_path: Path) -> None:
    found = table(tmp_path, "sep=;\npath;label\na.jpg;cat\n")
    assert found.columns == ("path", "label")
    assert found.records[0].line == 3


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    found = table(tmp_path, 'path,label\n\n"new\nline.jpg",cat\n,\nb.jpg,dog\n')
    assert [(each.line, each.cells[0]) for each in found.records] == [
        (3, "new\nline.jpg"),
        (6, "b.jpg"),
    ]


def test_quotes_keep_delimiters_and_quotes(tmp_path: Path) -> None:
    found = table(tmp_path, 'path,label\n"a, ""b"".jpg","c,d"\n')
    assert found.records[0].cells == ('a, "b".jpg', "c,d")


def test_short_and_long_lines_are_told(tmp_path: Path) -> None:
    found = table(tmp_path, "path,label,split\na.jpg,cat\na,b.jpg,cat,train\na.jpg,cat,,,\n")
    assert [each.is_whole for each in found.records] == [True, False, True]
    assert found.records[0].cells == ("a.jpg", "cat", "")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_umlauts_are_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    found = table(tmp_path, "path,label\nä.jpg,Bär\n".encode(encoding))
    assert found.records[0].cells == ("ä.jpg", "Bär")
    assert (found.encoding == "cp1252") == (encoding == "cp1252")


@pytest.mark.parametrize("data", [b"a.jpg,B\x81r\n", b"\xff\xfea\x00\x00\xd8b\x00"])
def test_letter_is_refused_not_replaced(tmp_path: Path, data: bytes) -> None:
    head = b"" if data.startswith(b"\xff") else b"path,label\n"
    with pytest.raises(PeelError, match=r"P233.*t\.csv"):
        table(tmp_path, head + data)


def test_columns_of_odd_files_are_none(tmp_path: Path) -> None:
    assert table(tmp_path, "").columns == ()
    (tmp_path / "t.csv").write_bytes(b"\x81")
    assert columns_of(DiskTree(tmp_path), "t.csv") == ()


def test_open_quote_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match=r"P221.*line 3 of t\.csv"):
        table(tmp_path, 'path,label\na.jpg,cat\n"b.jpg,dog')


def test_huge_field_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PeelError, match="P221"):
        table(tmp_path, "path,label\n" + "a" * 200_000 + ",cat\n")
