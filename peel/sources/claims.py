"""Which table in a source holds its labels: none is passed over without a word."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from peel.errors import PeelError
from peel.images.formats import has_picture_name
from peel.sources.lookup import Index, Lookup, is_url
from peel.sources.records import columns_of, read_table
from peel.sources.roles import has_usual_names, path_column
from peel.sources.source import Source, Terms, Tree, text
from peel.sources.table import Claim, source_of
from peel.text import named

SUFFIXES = (".csv", ".tsv")
NO_TABLE = "none"
# Tables of other programs: not read, but named where labels are missing.
_OTHERS = (".xlsx", ".xls", ".ods", ".parquet", ".jsonl")
_FEW = "which name few of the pictures"


class Found(NamedTuple):
    """The source that a table describes, if one does; and in words which tables were not read, and why."""

    source: Source | None
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Sorted(NamedTuple):
    """The tables of a tree: those that say something about the whole, and words about the others."""

    fitting: list[Claim]
    unread: list[str]
    passed_over: dict[str, list[str]]

    def notes(self) -> tuple[str, ...]:
        """What a person should know of tables that may have been meant, one line a reason."""
        return tuple(
            f"not read: {named(tables)}, {why}; ingest.table in params.yaml chooses a table"
            for why, tables in self.passed_over.items()
        )


def find_table(tree: Tree, pictures: Collection[str], *, terms: Terms) -> Found:
    """The source that a CSV in the tree describes: it names half of the pictures, or says by its columns that it does.

    A table that names fewer is told of, and not read. Raises P231 when two fit, P235 when the table that
    `terms` ask for is not there, and what reading a table raises.
    """
    how = terms.how
    if how.table == NO_TABLE:
        return Found(None)
    if how.table is not None:
        return Found(source_of(_asked(tree, pictures, wanted=how.table), terms))
    tables = _sorted(tree, pictures)
    if len(tables.fitting) > 1:
        raise _two(tables.fitting)
    if not tables.fitting and (how.path_column or how.label_column):
        raise _not_there(tree, how.label_column or str(how.path_column))
    source = source_of(tables.fitting[0], terms) if tables.fitting else None
    return Found(source, tuple(tables.unread), tables.notes())


def _sorted(tree: Tree, pictures: Collection[str]) -> _Sorted:
    found, index = _Sorted([], [], {}), Index(tree, pictures)
    for path in _tables(tree):
        columns = columns_of(tree, path)
        is_usual = has_usual_names(columns)
        try:
            claim, cells = _claim(tree, index, path=path)
        except PeelError as error:
            if is_usual:
                raise
            found.unread.append(f"{text(path)} ({error.what}: {text(str(error.got))})")
            found.passed_over.setdefault(error.what, []).append(text(path))
            continue
        speaks = is_usual and _is_above(path, pictures) and _are_files(cells, claim.find)
        if 2 * claim.n_named >= max(len(pictures), 1) or speaks:
            found.fitting.append(claim)
            continue
        is_remote = any(is_url(cell) for record in claim.table.records[:1] for cell in record.cells)
        found.unread.append(
            _words(path, columns) + (" of addresses on a network" if is_remote else "")
        )
        if claim.n_named:
            words = f"{text(path)} ({claim.n_named} of {len(pictures)})"
            found.passed_over.setdefault(_FEW, []).append(words)
    found.unread.extend(f"{text(p)} (no CSV)" for p in tree.entries if p.lower().endswith(_OTHERS))
    return found


def _tables(tree: Tree) -> list[str]:
    return [path for path in tree.entries if path.lower().endswith(SUFFIXES)]


def _is_above(table: str, pictures: Iterable[str]) -> bool:
    folder = table[: table.rfind("/") + 1]
    return all(path.startswith(folder) for path in pictures)


def _are_files(cells: Iterable[str], find: Lookup) -> bool:
    """Whether what the column says are files: a list of classes has an id and a class too."""
    return any(has_picture_name(cell) or find.is_stated(cell) for cell in cells)


def _claim(tree: Tree, index: Index, *, path: str) -> tuple[Claim, list[str]]:
    """How many different pictures the table names in the column that names most, and what stands in it."""
    table, find = read_table(tree, path), Lookup(index, path)
    at = path_column(table, find)
    cells = [record.cells[at] for record in table.records] if at >= 0 else []
    find.settle(cells)
    n_named = len({found for cell in cells if (found := find.find(cell))})
    return Claim(tree, table, find, n_named), cells


def _asked(tree: Tree, pictures: Collection[str], *, wanted: str) -> Claim:
    """The table that the parameters name."""
    path = posixpath.normpath(wanted)
    if path in tree.entries:
        return _claim(tree, Index(tree, pictures), path=path)[0]
    raise _not_there(tree, wanted)


def _not_there(tree: Tree, wanted: str) -> PeelError:
    there = [text(each) for each in _tables(tree)]
    return PeelError(
        "P235",
        "table of labels that is asked for is not in the source",
        got=text(wanted),
        allowed=f"{', '.join(there)}, or {NO_TABLE}" if there else f"{NO_TABLE}: no CSV is there",
        do="set ingest.table in params.yaml to one of these; null, as ingest.path_column and "
        "ingest.label_column, when there is no table",
    )


def _two(fitting: Sequence[Claim]) -> PeelError:
    return PeelError(
        "P231",
        "source holds more than one table of labels",
        got="; ".join(_words(each.table.path, each.table.columns) for each in fitting),
        allowed="one CSV with a path and a label column",
        do="choose one with ingest.table in params.yaml (none: class folders); "
        "or join them, with a column split for train, val and test",
    )


def _words(path: str, columns: Sequence[str]) -> str:
    return f"{text(path)} ({', '.join(map(text, columns)) or 'empty'})"
