"""A CSV that names pictures and their labels, alone or anywhere in a folder or zip with the pictures."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.sources.clips import ClipTree, frames_in, settled, words
from peel.sources.disk import DiskTree
from peel.sources.lookup import Index, Lookup, relative
from peel.sources.parts import PARTS
from peel.sources.pictures import is_picture, no_picture
from peel.sources.records import WESTERN, Record, Table, read_table
from peel.sources.roles import Roles, find_roles
from peel.sources.said import Said, not_whole, read_labels
from peel.sources.source import Row, Source, Terms, Tree, skip, text
from peel.text import named
from peel.types.labels import LabelRules
from peel.types.source import Skipped

NAMED_TWICE = "P227"
NO_FILE = "P223"


class Claim(NamedTuple):
    """A table in a tree that says something about its pictures, what finds its paths, and how many it names."""

    tree: Tree
    table: Table
    find: Lookup
    n_named: int


def read_table_file(path: Path, terms: Terms) -> Source:
    """The source that the CSV file at `path` describes; the pictures lie beside it or below.

    Raises P207, P220, P221, P222, P232, P233 for a file that is no such table.
    """
    links = terms.how.follow_links
    alone = DiskTree(path.parent, only=[""], follow_links=links)
    table = read_table(alone, path.name)
    names = [
        cell for record in table.records for cell in record.cells if "/" in cell or "\\" in cell
    ]
    only = _folders(path.parent, names)
    tree: Tree = DiskTree(path.parent, only=only, follow_links=links)
    pictures = [each for each in tree.entries if is_picture(tree, each)]
    frames = frames_in(tree, pictures, terms=terms)
    if frames > 1:
        tree = ClipTree(tree, frames)
        pictures = [each for each in tree.entries if is_picture(tree, each)]
    find = Lookup(Index(tree, pictures), path.name)
    source = source_of(Claim(tree, table, find, 0), terms)
    notes = [words(frames)] if frames > 1 else []
    found = replace(source, frames=frames, notes=(*source.notes, *notes))
    return settled(found, terms=terms)


def _folders(root: Path, names: Iterable[str]) -> set[str]:
    """The folders that the names speak of, and the same below each folder beside the CSV.

    Only these are listed: a CSV may lie in a folder with much else.
    """
    origin = str(root.absolute())
    plain = {relative(name, origin).replace("\\", "/") for name in names} | {""}
    plain = {posixpath.dirname(posixpath.normpath(name)) for name in plain}
    below = [each.name for each in root.iterdir() if each.is_dir()]
    return (
        plain | {posixpath.normpath(f"{top}/{folder}") for top in below for folder in plain} | {""}
    )


def source_of(claim: Claim, terms: Terms) -> Source:
    """The rows that the table describes; raises P207, P220, P222, P232 for one that is no table of labels."""
    tree, table, find, _ = claim
    roles = find_roles(table, find, terms=terms)
    find.settle([record.cells[roles.path] for record in table.records])
    said = read_labels(table, roles, terms=terms)
    skipped, rows = list(tree.skipped), list[Row]()
    for record in table.records:
        try:
            rows.append(_row(record, said.label(record), roles=roles, find=find))
        except PeelError as error:
            skipped.append(skip(error, record.cells[roles.path], line=record.line))
    lines = [each for each in skipped if each.line]
    if not rows and lines and all(each.code == NO_FILE for each in lines):
        raise _no_file(table, lines)
    kept = list(_one_each(rows, terms.labels, skipped=skipped))
    named = {find.find(record.cells[roles.path]) for record in table.records}
    skipped += _unlisted(tree, named | {table.path})
    return Source(
        form=_form(tree, roles, said=said),
        tree=tree,
        rows=tuple(sorted(kept)),
        skipped=tuple(skipped),
        notes=_notes(table, said),
        stated=said.stated,
        has_columns=bool(roles.bits),
    )


def _form(tree: Tree, roles: Roles, *, said: Said) -> str:
    form = f"{tree.form} with a CSV" if tree.form else "CSV"
    labels = f" with a column of 0 and 1 for each label: {named(said.stated)}" if roles.bits else ""
    return form + labels


def no_usable_line(got: str, *, do: str) -> PeelError:
    """The refusal of a table that gives no picture."""
    return PeelError(
        "P207",
        "no line of the table is usable",
        got=got,
        allowed="lines that name a picture in the source and its label",
        do=do,
    )


def _no_file(table: Table, lines: Sequence[Skipped]) -> PeelError:
    first = lines[0]
    return no_usable_line(
        f"no path of {text(table.path)} exists, for example line {first.line}, {first.path}"
        f" (columns {', '.join(map(text, table.columns))})",
        do="correct the paths, which count from the table or from the source; ingest.path_column in params.yaml names another column of paths, and "
        "ingest.table: none learns from class folders instead",
    )


def _notes(table: Table, said: Said) -> tuple[str, ...]:
    """What was chosen where a person may have meant something else, and a guess about letters."""
    letters = (
        f"{text(table.path)} is no UTF-8 and was read as Windows' western code page (cp1252);"
        " if class names look wrong, save it as UTF-8"
    )
    return (
        *([said.note] if said.note else []),
        *([letters] if table.encoding == WESTERN else []),
    )


def _row(record: Record, label: str, *, roles: Roles, find: Lookup) -> Row:
    path = record.cells[roles.path]
    if not record.is_whole or not path or not label:
        raise not_whole(
            f"path {path or 'empty'}, label {label or 'empty'}",
            do="complete the line, or put names with a delimiter in quotes",
        )
    stated = record.cells[roles.part].lower() if roles.part >= 0 else ""
    if stated and stated not in PARTS:
        raise PeelError(
            "P228",
            "unknown split in the table",
            got=stated,
            allowed=", ".join(PARTS),
            do="write train, val or test, or nothing",
        )
    group = record.cells[roles.group] if roles.group >= 0 else ""
    return Row(find(path), record.line, label, PARTS.get(stated, ""), group)


def _one_each(rows: list[Row], rules: LabelRules, *, skipped: list[Skipped]) -> Iterator[Row]:
    """One row a file, with what its lines say together; a file of which they contradict each other is left out."""
    by_path: dict[str, list[Row]] = {}
    for row in rows:
        by_path.setdefault(row.path, []).append(row)
    for same in by_path.values():
        if len({row[2:] for row in same}) == 1:
            yield same[0]
            skipped += [_named_twice(row, same[0].line) for row in same[1:]]
            continue
        label = rules.merge([row.label for row in same])
        if label is None or len({row[3:] for row in same}) > 1:
            skipped += [_two_meanings(row, same, rules=rules) for row in same]
        else:
            yield same[0]._replace(label=label)


def _named_twice(row: Row, first: int) -> Skipped:
    reason = f"named in line {first} already, with the same label"
    return Skipped(
        path=text(row.path), line=row.line, code=NAMED_TWICE, reason=reason, do="nothing"
    )


def _two_meanings(row: Row, same: list[Row], *, rules: LabelRules) -> Skipped:
    shown = [(rules.show_label(r.label), r.part, r.group) for r in same]
    kinds = range(2 if rules.merge([r.label for r in same]) is None else 3, 5)
    kind = next(i for i in kinds if len({r[i] for r in same}) > 1)
    stated = ", ".join(sorted({said[kind - 2] or "none" for said in shown}))
    words = {2: "several labels in several lines", 3: "two splits", 4: "two groups"}[kind]
    more = (
        "; where a picture may have several labels: peel build --kind multilabel"
        if kind == 2
        else ""
    )
    return Skipped(
        path=text(row.path),
        line=row.line,
        code="P226",
        reason=f"{words}: {stated}",
        do=f"keep the line that is right{more}",
    )


def _unlisted(tree: Tree, named: Collection[str | None]) -> list[Skipped]:
    rest = [path for path in tree.entries if path not in named]
    return [_unlisted_picture(p) if is_picture(tree, p) else no_picture(p) for p in rest]


def _unlisted_picture(path: str) -> Skipped:
    return Skipped(
        path=text(path),
        code="P224",
        reason="picture that the table does not name",
        do="add a line with its label when it is one to learn from",
    )
