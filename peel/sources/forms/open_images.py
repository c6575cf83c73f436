"""OpenImages: CSVs of boxes in shares of the picture, of names of whole pictures, and of what the names mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from peel.errors import PeelError
from peel.sources.album import Album, Finder
from peel.sources.marking import Gathered, Marking
from peel.sources.numbers import corners, number, scaled
from peel.sources.parts import PARTS, part_of
from peel.sources.records import Table, columns_of, read_table
from peel.sources.source import Terms
from peel.types.marks import Mark, Marked

IS_TABLE = True
NAME, WORDS = "open_images", "OpenImages annotations"

_BOX = ("XMin", "YMin", "XMax", "YMax")
_SPOKEN = re.compile(r"class-descriptions[^/]*\.csv$")


class _Lines(NamedTuple):
    """A table whose columns are known by name."""

    table: Table
    at: Mapping[str, int]

    def cell(self, cells: Sequence[str], name: str) -> str:
        return cells[self.at[name]] if name in self.at else ""


def recognises(album: Album) -> bool:
    """Whether a CSV has OpenImages' columns of pictures and names."""
    return any(_says(album, path) for path in album.files(".csv"))


def read(album: Album, terms: Terms) -> Marking:  # noqa: ARG001
    """The boxes and names of all tables; raises P221 and P233 where one is broken."""
    found, spoken = Gathered(), _spoken(album)
    tables = [path for path in album.files(".csv") if _says(album, path)]
    for path in tables:
        lines = _lines(album, path)
        if "MaskPath" not in lines.at:
            _read(album, lines, spoken=spoken, found=found)
    for path in album.files(".csv"):
        if path not in tables and "Subset" in columns_of(album.tree, path):
            _listed(album, _lines(album, path), found=found)
    found.stated.update(dict.fromkeys(spoken.values()))
    return found.marking()


def _says(album: Album, path: str) -> bool:
    first = album.beginning(path).partition("\n")[0]
    return "ImageID" in first and "LabelName" in first


def _lines(album: Album, path: str) -> _Lines:
    table = read_table(album.tree, path)
    return _Lines(table, {name: at for at, name in enumerate(table.columns)})


def _spoken(album: Album) -> dict[str, str]:
    """What the codes of classes mean: the first cell of each line, the second."""
    found: dict[str, str] = {}
    for path in album.files(".csv"):
        if _SPOKEN.search(path.lower()):
            table = read_table(album.tree, path)
            rows = [table.columns, *(record.cells for record in table.records)]
            found |= {row[0]: row[1] for row in rows if len(row) > 1 and row[0] != "LabelName"}
    return found


def _read(album: Album, lines: _Lines, *, spoken: Mapping[str, str], found: Gathered) -> None:
    find, part = _Pictures(album, lines.table.path), part_of(lines.table.path)
    by_picture: dict[str, list[Mark]] = {}
    first: dict[str, int] = {}
    for record in lines.table.records:
        try:
            picture = find(lines.cell(record.cells, "ImageID"))
        except PeelError as error:
            found.refuse(error, lines.table.path, line=record.line)
            continue
        first.setdefault(picture, record.line)
        mark = _mark(album, lines, cells=record.cells, picture=picture)
        code = lines.cell(record.cells, "LabelName")
        by_picture.setdefault(picture, []).extend(
            [mark._replace(name=spoken.get(code, code))] if mark else []
        )
    for picture, marks in by_picture.items():
        found.add(Marked(picture, None, tuple(marks), part, line=first[picture]))


def _mark(album: Album, lines: _Lines, *, cells: Sequence[str], picture: str) -> Mark | None:
    """A box, or a name of the whole picture; None for a name that was checked and is not on it."""
    if "XMin" not in lines.at:
        return None if number(lines.cell(cells, "Confidence") or "1") == 0 else Mark("")
    extent = album.extent(picture)
    box = corners([lines.cell(cells, name) for name in _BOX])
    shown = extent.shown if extent else (1, 1)
    return Mark("", scaled(box, shown), is_crowd=number(lines.cell(cells, "IsGroupOf")) == 1)


def _listed(album: Album, lines: _Lines, *, found: Gathered) -> None:
    """The parts of pictures, by a table of all that were published: one that is not here, or without a mark, is no fault."""
    known = {marked.path for marked in found.marked}
    find = _Pictures(album, lines.table.path)
    for record in lines.table.records:
        try:
            picture = find(lines.cell(record.cells, "ImageID"))
        except PeelError:
            continue
        if picture in known:
            part = PARTS.get(lines.cell(record.cells, "Subset").lower(), "")
            found.add(Marked(picture, None, (), part, line=record.line))


class _Pictures:
    """A finder that looks for each name once."""

    def __init__(self, album: Album, path: str) -> None:
        self._find, self._known = Finder(album, path, hints=[part_of(path)]), dict[str, str]()

    def __call__(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]
