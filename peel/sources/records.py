"""A CSV as its columns and records: delimiter and encoding are found, nothing is guessed silently."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from peel.errors import PeelError
from peel.sources.source import Tree, text

if TYPE_CHECKING:
    from _csv import Reader

WESTERN = "cp1252"


class Record(NamedTuple):
    """One record: its first line, its cells (as many as there are columns), and whether it had no cell too many."""

    line: int
    cells: tuple[str, ...]
    is_whole: bool


class Table(NamedTuple):
    """A table at `path`: names of columns as they are written, its records, and the encoding it was read in."""

    path: str
    columns: tuple[str, ...]
    records: tuple[Record, ...]
    encoding: str


def read_table(tree: Tree, path: str) -> Table:
    """The table at `path`; blank lines are no records. Raises P221 (form), P233 (letters)."""
    words, encoding = decode_table(tree.read(path), path)
    reader, first = _reader(words)
    columns = tuple(cell.strip() for cell in _next(reader, path) or ())
    records = tuple(_records(reader, path, width=len(columns), skipped=first))
    return Table(path, columns, records, encoding)


def columns_of(tree: Tree, path: str) -> tuple[str, ...]:
    """The names of the columns alone; nothing for a file that is no text."""
    try:
        reader, _ = _reader(decode_table(tree.read(path), path)[0])
        return tuple(cell.strip() for cell in _next(reader, path) or ())
    except PeelError:
        return ()


def decode_table(data: bytes, path: str) -> tuple[str, str]:
    """The text and its encoding: UTF-8, UTF-16, else Windows' western code page where each byte has a meaning in it.

    Raises P233 rather than replace a letter.
    """
    for encoding in _encodings(data):
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            last = error
    line = data.count(b"\n", 0, last.start) + 1
    raise PeelError(
        "P233",
        "letters of the table cannot be read",
        got=f"byte {data[last.start]:02x} in line {line} of {text(path)}",
        allowed="UTF-8, UTF-16, or Windows' western code page",
        do="save the table as UTF-8 (in Excel: CSV UTF-8)",
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return ("utf-16",)
    zeros = [data[start:2000:2].count(0) for start in (0, 1)]
    if max(zeros) * 4 > min(
        len(data), 2000
    ):  # half of all letters have a zero byte: UTF-16 without a mark
        return ("utf-16-be",) if zeros[0] > zeros[1] else ("utf-16-le",)
    return ("utf-8-sig", WESTERN)


def _reader(words: str) -> tuple[Reader, int]:
    """A reader before the first line, and how many lines of Excel's own (sep=;) come before that."""
    stated = re.match(r"sep=(.)\r?\n", words, re.IGNORECASE)
    lines = io.StringIO(words[stated.end() :] if stated else words, newline="")
    first = lines.readline()
    lines.seek(0)
    delimiter = stated[1] if stated else max(",;\t", key=first.count)
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    return reader, int(bool(stated))


def _records(reader: Reader, path: str, *, width: int, skipped: int) -> Iterator[Record]:
    line = reader.line_num + 1 + skipped
    while (cells := _next(reader, path)) is not None:
        if any(cell.strip() for cell in cells):
            whole = not any(cells[width:])
            cells = [cell.strip() for cell in cells[:width]] + [""] * (width - len(cells))
            yield Record(line, tuple(cells), whole)
        line = reader.line_num + 1 + skipped


def _next(reader: Reader, path: str) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        raise PeelError(
            "P221",
            "table cannot be read",
            got=f"line {reader.line_num} of {text(path)}: {error}",
            allowed="a CSV with the delimiter , ; or tab, and with quotes in pairs",
            do="repair that line",
        ) from error
