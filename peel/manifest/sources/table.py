"""A CSV that names pictures and their labels, alone or in a folder or zip beside the pictures."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from pathlib import Path

from peel.errors import PeelError
from peel.images.formats import has_picture_name
from peel.manifest.sources.disk import DiskTree
from peel.manifest.sources.folders import PARTS, is_picture, no_picture
from peel.manifest.sources.lookup import Lookup, relative
from peel.manifest.sources.records import Record, open_table, read_records
from peel.manifest.sources.source import Row, Source, Tree, skip, text
from peel.types.source import Skipped

SUFFIXES = (".csv", ".tsv")
NAMED_TWICE = "P227"


def find_table(tree: Tree) -> Source | None:
    """The source that a CSV in the tree describes; None when no CSV there has the columns.

    It must lie above all pictures: one beside a few of them is not about the whole. Raises P231
    when two fit.
    """
    pictures = [path for path in tree.entries if has_picture_name(path)]
    tables = [path for path in tree.entries if path.lower().endswith(SUFFIXES)]
    above = [path for path in tables if _is_above(path, pictures)]
    fitting = [path for path in above if _fits(tree, path)]
    if len(fitting) > 1:
        raise PeelError(
            "P231",
            "source holds more than one table of labels",
            got=", ".join(text(path) for path in fitting),
            allowed="one CSV with a path and a label column",
            do="join them, with a column split for train, val and test; or give one of them as source",
        )
    return _source(tree, fitting[0]) if fitting else None


def read_table_file(path: Path) -> Source:
    """The source that the CSV file at `path` describes; the pictures lie beside it or below.

    Raises P220, P221, P222 for a file that is no such table.
    """
    alone = DiskTree(path.parent, only=[""])
    names = [record.cells["path"] for record in read_records(alone, path.name)]
    return _source(DiskTree(path.parent, only=_folders(path.parent, names)), path.name)


def _folders(root: Path, names: Iterable[str]) -> set[str]:
    """The folders that the names speak of, and the same below each folder beside the CSV.

    Only these are listed: a CSV may lie in a folder with much else.
    """
    origin = str(root.absolute())
    plain = {relative(name, origin).replace("\\", "/") for name in names}
    plain = {posixpath.dirname(posixpath.normpath(name)) for name in plain}
    below = [each.name for each in root.iterdir() if each.is_dir()]
    return (
        plain | {posixpath.normpath(f"{top}/{folder}") for top in below for folder in plain} | {""}
    )


def _is_above(table: str, pictures: Iterable[str]) -> bool:
    folder = table[: table.rfind("/") + 1]
    return all(path.startswith(folder) for path in pictures)


def _fits(tree: Tree, path: str) -> bool:
    try:
        open_table(tree, path)
    except PeelError:
        return False
    return True


def _source(tree: Tree, table: str) -> Source:
    skipped = list(tree.skipped)
    records = list(read_records(tree, table))
    find = Lookup(tree, table, names=[record.cells["path"] for record in records])
    rows: list[Row] = []
    for record in records:
        try:
            rows.append(_row(record, find))
        except PeelError as error:
            skipped.append(skip(error, record.cells["path"], line=record.line))
    kept = list(_one_each(rows, skipped))
    skipped += _unlisted(tree, {row.path for row in rows} | {table})
    form = f"{tree.form} with a CSV" if tree.form else "CSV"
    return Source(form=form, tree=tree, rows=tuple(sorted(kept)), skipped=tuple(skipped))


def _row(record: Record, find: Lookup) -> Row:
    cells = record.cells
    if not record.is_whole or not cells["path"] or not cells["label"]:
        raise PeelError(
            "P225",
            "line of the table is not whole",
            got=f"path {cells['path'] or 'empty'}, label {cells['label'] or 'empty'}",
            allowed="as many cells as the first line has, with a path and a label",
            do="complete the line, or put names with a delimiter in quotes",
        )
    stated = cells.get("part", "").lower()
    if stated and stated not in PARTS:
        raise PeelError(
            "P228",
            "unknown split in the table",
            got=stated,
            allowed=", ".join(PARTS),
            do="write one of these, or nothing",
        )
    return Row(
        find(cells["path"]),
        record.line,
        text(cells["label"]),
        PARTS.get(stated, ""),
        cells.get("group", ""),
    )


def _one_each(rows: list[Row], skipped: list[Skipped]) -> Iterator[Row]:
    """One row a file; a file that the table names in two ways is left out, each line of it."""
    by_path: dict[str, list[Row]] = {}
    for row in rows:
        by_path.setdefault(row.path, []).append(row)
    for same in by_path.values():
        if len({row[2:] for row in same}) == 1:
            yield same[0]
            skipped += [_named_twice(row, same[0].line) for row in same[1:]]
        else:
            skipped += [_two_labels(row, same) for row in same]


def _named_twice(row: Row, first: int) -> Skipped:
    reason = f"named in line {first} already, with the same label"
    return Skipped(
        path=text(row.path), line=row.line, code=NAMED_TWICE, reason=reason, do="nothing"
    )


def _two_labels(row: Row, same: list[Row]) -> Skipped:
    kind = next(i for i in (2, 3, 4) if len({r[i] for r in same}) > 1)
    stated = ", ".join(sorted({str(r[kind]) or "none" for r in same}))
    words = {2: "two labels", 3: "two splits", 4: "two groups"}[kind]
    return Skipped(
        path=text(row.path),
        line=row.line,
        code="P226",
        reason=f"{words}: {stated}",
        do="keep the line that is right",
    )


def _unlisted(tree: Tree, named: set[str]) -> list[Skipped]:
    rest = [path for path in tree.entries if path not in named]
    return [_unlisted_picture(p) if is_picture(tree, p) else no_picture(p) for p in rest]


def _unlisted_picture(path: str) -> Skipped:
    return Skipped(
        path=text(path),
        code="P224",
        reason="picture that the table does not name",
        do="add a line with its label when it is one to learn from",
    )
