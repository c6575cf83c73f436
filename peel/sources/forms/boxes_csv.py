"""A CSV with a box in each line: its columns are found by name, in any order."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from peel.errors import PeelError
from peel.sources.album import Album, Finder
from peel.sources.marking import Gathered, Marking
from peel.sources.numbers import cornered, corners, number, scaled, track_of
from peel.sources.parts import PARTS, part_of
from peel.sources.records import Table, columns_of, read_table
from peel.sources.roles import GROUP, LABEL, PART, PATH
from peel.sources.source import Terms, text
from peel.text import named
from peel.types.marks import Mark, Marked

IS_TABLE = True
NAME, WORDS = "boxes_csv", "a CSV of boxes"

_EDGES = (
    ("xmin", "x_min", "x1", "left", "bbox_x1", "x0", "bbox_xmin"),
    ("ymin", "y_min", "y1", "top", "bbox_y1", "y0", "bbox_ymin"),
    ("xmax", "x_max", "x2", "right", "bbox_x2", "bbox_xmax"),
    ("ymax", "y_max", "y2", "bottom", "bbox_y2", "bbox_ymax"),
)
_CORNER = (("x", *_EDGES[0], "bbox_x"), ("y", *_EDGES[1], "bbox_y"))
_SIZE = (
    ("w", "width", "bbox_w", "bbox_width", "box_width"),
    ("h", "height", "bbox_h", "bbox_height", "box_height"),
)
_OPEN_IMAGES = {"ImageID", "LabelName"}
# A thing that is hard to see, a region of many, how sure a model is, the number of a thing on several frames.
_BESIDE = (
    ("difficult", "is_difficult"),
    ("crowd", "iscrowd", "is_crowd"),
    ("confidence",),
    ("track", "track_id"),
)
_YES = frozenset(("1", "1.0", "true", "yes"))
_WHOLE = ("bbox", "box", "bounding_box", "bbox_xyxy", "xyxy", "bbox_xywh", "xywh")


class _Columns(NamedTuple):
    """The places of a table's columns: the picture's, the part's and the group's (-1 without one), those of the box and of what stands beside it.

    `form` says how the box is written: "corners", "sizes" (a corner, width, height), or "" where one cell holds
    four numbers and nothing says which.
    """

    path: int
    part: int
    group: int
    box: tuple[int, ...]
    form: str
    beside: tuple[int, ...]


class _Row(NamedTuple):
    """A line with a box: whose picture, where it stands, four numbers, and what else it says of the thing."""

    path: str
    line: int
    numbers: list[float]
    mark: Mark


def recognises(album: Album) -> bool:
    """Whether a CSV has columns of pictures and of boxes."""
    return any(_columns(columns_of(album.tree, path)) for path in album.files(".csv", ".tsv"))


def read(album: Album, terms: Terms) -> Marking:
    """The boxes of all such tables.

    Raises P275 (no column of names), P276 (corners or sizes?), P277 (several tables of the same pictures).
    """
    found, own = Gathered(), dict[str, set[str]]()
    for path in album.files(".csv", ".tsv"):
        columns = _columns(columns_of(album.tree, path))
        if columns and terms.how.table in (None, path):
            before = len(found.marked)
            _read(album, _Lines(read_table(album.tree, path), columns, terms), found=found)
            own[path] = {marked.path for marked in found.marked[before:]}
    shared = [path for path in own if any(own[path] & own[p] for p in own if p != path)]
    if shared:
        raise _several(shared)
    return found.marking()


class _Lines(NamedTuple):
    """A table, where its columns are, and what a person says of them."""

    table: Table
    at: _Columns
    terms: Terms


def _plain(column: str) -> str:
    return re.sub(r"[\s-]+", "_", column.strip().lower())


def _first(names: Sequence[str], wanted: Iterable[str]) -> int:
    return next((names.index(name) for name in wanted if name in names), -1)


def _columns(columns: Sequence[str]) -> _Columns | None:
    """Where they are in a table of boxes; None for another one. Beside edges, width and height are the picture's."""
    if set(columns) >= _OPEN_IMAGES:
        return None
    names = [_plain(column) for column in columns]
    path, part, group, whole = (_first(names, wanted) for wanted in (PATH, PART, GROUP, _WHOLE))
    beside = tuple(_first(names, wanted) for wanted in _BESIDE)
    for wanted, form in ((_EDGES, "corners"), ((*_CORNER, *_SIZE), "sizes")):
        box = tuple(_first(names, each) for each in wanted)
        if path >= 0 and min(box) >= 0:
            return _Columns(path, part, group, box, form, beside)
    if path < 0 or whole < 0:
        return None
    said = [form for mark, form in (("xyxy", "corners"), ("xywh", "sizes")) if mark in names[whole]]
    return _Columns(path, part, group, (whole,), "".join(said), beside)


def _read(album: Album, lines: _Lines, *, found: Gathered) -> None:
    table, at = lines.table, lines.at
    label, find = _label(lines), Finder(album, table.path, hints=[part_of(table.path)])
    places: dict[str, str] = {}
    rows: list[_Row] = []
    for record in table.records:
        name = record.cells[at.path]
        try:
            places[name] = places.get(name) or find(name)
        except PeelError as error:
            found.refuse(error, table.path, line=record.line)
            continue
        part = PARTS.get(record.cells[at.part].lower(), "") if at.part >= 0 else part_of(table.path)
        group = record.cells[at.group] if at.group >= 0 else ""
        found.add(Marked(places[name], None, (), part, group, record.line))
        numbers = _numbers([record.cells[each] for each in at.box])
        if numbers:  # a line without a box lists a picture on which nothing is
            mark = _beside(
                record.cells[label], [record.cells[n] if n >= 0 else "" for n in at.beside]
            )
            rows.append(_Row(places[name], record.line, numbers, mark))
    form = at.form or _guess(album, rows, table=table)
    written = cornered if form == "sizes" else corners
    is_share = bool(rows) and _are_shares([row.numbers for row in rows])
    for row in rows:
        box = written(row.numbers)
        extent = album.extent(row.path)
        box = scaled(box, extent.shown) if is_share and extent else box
        found.faults.add("answer", table.path, n=int(row.mark.confidence is not None))
        found.add(Marked(row.path, None, (row.mark._replace(box=box),), line=row.line))


def _beside(name: str, cells: Sequence[str]) -> Mark:
    """The thing without its box; a cell that says nothing that is understood says nothing."""
    difficult, crowd, sure, track = cells
    confidence = number(sure)
    return Mark(
        name,
        None,
        crowd.lower() in _YES,
        difficult.lower() in _YES,
        None if math.isnan(confidence) else confidence,
        track_of({"track_id": track}),
    )


def _numbers(cells: Sequence[str]) -> list[float]:
    """Four numbers from four cells, or from one in which blanks, commas or semicolons stand between them; none from empty cells."""
    if not any(cells):
        return []
    parts = re.split(r"[\s,;]+", cells[0].strip("[]() ")) if len(cells) == 1 else cells
    return [number(part) for part in parts]


def _are_shares(rows: Sequence[Sequence[float]]) -> bool:
    """Whether all boxes are written in shares of their pictures: none is over 1, and not all are 0 or 1."""
    values = [value for row in rows for value in row if not math.isnan(value)]
    return bool(values) and max(values) <= 1 and any(value not in (0, 1) for value in values)


def _guess(album: Album, rows: Sequence[_Row], *, table: Table) -> str:
    """Corners or sizes, where only one of them keeps all boxes within their pictures; raises P276 where both do."""
    possible = {"corners", "sizes"}
    for row in rows:
        extent = album.extent(row.path)
        if len(row.numbers) == 4 and extent:
            left, top, third, fourth = row.numbers
            if third <= left or fourth <= top:
                possible.discard("corners")
            if left + third > extent.shown[0] + 1 or top + fourth > extent.shown[1] + 1:
                possible.discard("sizes")
    if len(possible) != 1:
        raise PeelError(
            "P276",
            "it is not clear how a box is written",
            got=f"{text(table.path)} with four numbers in a cell, which may be "
            + (
                "corners, or a corner and a size"
                if possible
                else "neither corners nor a corner and a size"
            ),
            allowed="left, top, right, bottom; or left, top, width, height",
            do="call the column bbox_xyxy or bbox_xywh",
        )
    return possible.pop()


def _label(lines: _Lines) -> int:
    """The column of names: the one that is asked for, or called so, or the only one of words that is left."""
    table, at = lines.table, lines.at
    names, asked = [_plain(column) for column in table.columns], lines.terms.how.label_column
    named_so = _first(names, [_plain(asked)] if asked else LABEL)
    if named_so >= 0:
        return named_so
    rest = [
        n for n in range(len(names)) if n not in (at.path, at.part, at.group, *at.box, *at.beside)
    ]
    words = [n for n in rest if any(re.search(r"[^\d.,eE+-]", r.cells[n]) for r in table.records)]
    if asked is None and len(words) == 1:
        return words[0]
    raise PeelError(
        "P275",
        "table of boxes has no column of names",
        got=f"{text(table.path)} with the columns {', '.join(map(text, table.columns))}",
        allowed=f"a column called {', '.join(LABEL[:4])} and the like, or one column of words beside the box",
        do="call the column label",
    )


def _several(paths: Sequence[str]) -> PeelError:
    return PeelError(
        "P277",
        "several tables have boxes of the same pictures",
        got=named([text(path) for path in paths]),
        allowed="one table for each picture",
        do=f"choose one in params.yaml, for example ingest.table: {text(paths[0])} with ingest.form: {NAME}",
    )
