"""The records of a CSV of labels: which column plays which role, and the cells of each line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from peel.errors import PeelError
from peel.manifest.sources.source import Tree, text

if TYPE_CHECKING:
    from _csv import Reader

_COLUMNS = {
    "path": ("path", "filename", "image", "file", "file_name", "image_name", "image_path"),
    "label": ("label", "class", "label_name", "class_name", "category"),
    "part": ("split", "part", "subset"),
    "group": ("group",),
}
_BOXES = frozenset(("xmin", "x1", "x_min", "bbox", "xmax"))


class Record(NamedTuple):
    """One record of the table: its first line, its cells by role, and whether it has no cell too many."""

    line: int
    cells: Mapping[str, str]
    is_whole: bool


def open_table(tree: Tree, path: str) -> tuple[Reader, int, dict[str, int]]:
    """The table behind its first line: a reader, the number of columns, and the column of each role."""
    lines = io.StringIO(decode_text(tree.read(path)), newline="")
    first = lines.readline()
    lines.seek(0)
    reader = csv.reader(
        lines, delimiter=max(",;\t", key=first.count), strict=True, skipinitialspace=True
    )
    header = [cell.strip().lower() for cell in _next(reader, path) or []]
    return reader, len(header), _roles(header)


def read_records(tree: Tree, path: str) -> Iterator[Record]:
    """Each record of the table; blank lines are none. Raises P220, P221, P222."""
    reader, width, roles = open_table(tree, path)
    line = reader.line_num + 1
    while (cells := _next(reader, path)) is not None:
        if any(cell.strip() for cell in cells):
            whole = not any(cells[width:])
            cells += [""] * (width - len(cells))
            yield Record(line, {role: cells[at].strip() for role, at in roles.items()}, whole)
        line = reader.line_num + 1


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


def decode_text(data: bytes) -> str:
    """UTF-8; UTF-16 with its mark (what Excel calls Unicode); else Windows' western code page."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _roles(header: list[str]) -> dict[str, int]:
    """Which column plays which role."""
    roles = {
        role: next((header.index(name) for name in names if name in header), -1)
        for role, names in _COLUMNS.items()
    }
    if roles["path"] < 0 or roles["label"] < 0:
        raise PeelError(
            "P220",
            "table has no column of paths or none of labels",
            got=", ".join(header) or "an empty file",
            allowed=f"one of {', '.join(_COLUMNS['path'])} and one of {', '.join(_COLUMNS['label'])}",
            do="name the columns so in the first line",
        )
    if _BOXES & set(header):
        raise PeelError(
            "P222",
            "table describes boxes, not one label for each picture",
            got=", ".join(header),
            allowed="a path and a label in each line",
            do="keep one line with one label for each picture, without the columns of boxes",
        )
    return {role: at for role, at in roles.items() if at >= 0}
