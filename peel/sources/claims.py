"""Which table in a source holds its labels: none is passed over without a word."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from peel.errors import PeelError
from peel.images.formats import has_picture_name
from peel.sources.lookup import Index, Lookup, is_url
from peel.sources.records import columns_of, read_table
from peel.sources.roles import has_names_of_columns, has_usual_names, is_list_of_names, path_column
from peel.sources.source import Source, Terms, Tree, text
from peel.sources.table import Claim, source_of
from peel.text import named

SUFFIXES = (".csv", ".tsv")
NO_TABLE = "none"
# Tables of other programs: not read, but named where labels are missing.
_OTHERS = (".xlsx", ".xls", ".ods", ".parquet", ".jsonl")
# Where annotations lie; those of a form that is read have been read before.
_ANNOTATIONS = (".json", ".xml", ".tfrecord", ".record")
_FEW = "which name few of the pictures"
_GONE = "whose paths do not exist"
_EMPTY = "which holds no line that names a picture"


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
    tables = _sorted(tree, pictures, several=terms.labels.several)
    if len(tables.fitting) > 1:
        raise _two(tables.fitting)
    if not tables.fitting and (how.path_column or how.label_column):
        raise _not_there(tree, how.label_column or str(how.path_column))
    source = source_of(tables.fitting[0], terms) if tables.fitting else None
    return Found(source, tuple(tables.unread), tables.notes())


def _sorted(tree: Tree, pictures: Collection[str], *, several: bool) -> _Sorted:
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
        is_meant = is_usual or (several and has_names_of_columns(claim.table))
        speaks = is_meant and _is_above(path, pictures) and _speaks(claim, cells)
        if 2 * claim.n_named >= max(len(pictures), 1) or speaks:
            found.fitting.append(claim)
            continue
        found.unread.append(_words(path, columns) + _lacks(claim, cells))
        if claim.n_named:
            words = f"{text(path)} ({claim.n_named} of {len(pictures)})"
            found.passed_over.setdefault(_FEW, []).append(words)
        elif any(map(has_picture_name, cells)):
            found.passed_over.setdefault(_GONE, []).append(text(path))
        elif (is_usual or not columns) and not claim.table.records and _is_above(path, pictures):
            found.passed_over.setdefault(_EMPTY, []).append(text(path))
    found.unread.extend(f"{text(p)} (no CSV)" for p in tree.entries if p.lower().endswith(_OTHERS))
    notes = [path for path in tree.entries if path.lower().endswith(_ANNOTATIONS)]
    found.unread.extend(f"{text(path)} (of no form that is read)" for path in notes)
    return found


def _tables(tree: Tree) -> list[str]:
    return [path for path in tree.entries if path.lower().endswith(SUFFIXES)]


def _is_above(table: str, pictures: Iterable[str]) -> bool:
    folder = table[: table.rfind("/") + 1]
    return all(path.startswith(folder) for path in pictures)


def _speaks(claim: Claim, cells: Sequence[str]) -> bool:
    """Whether what the column says are files: a list of classes has an id and a class too."""
    if any(has_picture_name(cell) or claim.find.is_stated(cell) for cell in cells):
        return True
    is_remote = any(map(is_url, cells))
    return bool(cells) and not (claim.n_named or is_remote or is_list_of_names(claim.table.columns))


def _lacks(claim: Claim, cells: Sequence[str]) -> str:
    """Why a table says nothing of the pictures, in words after its name, or ''."""
    records = claim.table.records
    if claim.table.columns and not records:
        return " without a line below the first"
    is_remote = any(is_url(cell) for record in records[:1] for cell in record.cells)
    if not is_remote and not claim.n_named and any(map(has_picture_name, cells)):
        return f", of whose paths none exists, for example {text(cells[0])}"
    return " of addresses on a network" if is_remote else ""


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
