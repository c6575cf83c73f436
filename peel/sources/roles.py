"""Which columns of a table name the pictures and their labels: by what stands in them, and by their names."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

from peel.errors import PeelError
from peel.sources.bits import nearly, of_bits
from peel.sources.lookup import Lookup
from peel.sources.records import Table
from peel.sources.source import Terms, text
from peel.text import named
from peel.types.labels import LineRules

PATH = [
    "path",
    "filepath",
    "file_path",
    "filename",
    "file_name",
    "file",
    "image_path",
    "image_file",
    "image_filename",
    "image_name",
    "image",
    "img_path",
    "img_name",
    "img",
    "picture",
    "photo",
    "clip",
    "video",
    "film",
    "image_id",
    "imageid",
    "img_id",
    "id",
]
LABEL = [
    "label",
    "labels",
    "class",
    *(f"class{end}" for end in ("_name", "name")),
    "label_name",
    "category",
    "category_name",
    "target",
    "dx",
    "diagnosis",
    "breed",
    "species",
]
PART = ("split", "part", "subset")
GROUP = ("group",)
_BOXES = frozenset(("xmin", "x1", "x_min", "bbox", "xmax"))
_SAMPLE = 500
_NEAR = 0.75  # of 1; two letters that changed places in `label` leave 0.8


class Roles(NamedTuple):
    """Places of columns; -1 where there is none.

    `bits` are the columns that say yes or no to a label each, `own` those that the kind reads itself.
    """

    path: int
    label: int
    part: int = -1
    group: int = -1
    bits: tuple[int, ...] = ()
    own: tuple[int, ...] = ()


def find_roles(table: Table, find: Lookup, *, terms: Terms) -> Roles:
    """The roles of the table's columns. Raises P220 (one is missing), P222 (boxes), P232 (which label?)."""
    names = _known(table)
    path = _stated(table, terms.how.path_column)
    path = path_column(table, find) if path is None else path
    if path < 0:
        do = _naming(table, "ingest.path_column", names=PATH)
        raise _missing(table, "of paths", names=PATH, do=do)
    roles = Roles(path, -1, _first(names, PART), _first(names, GROUP))
    if isinstance(terms.labels, LineRules):
        own = (_called(table, column) for column in terms.labels.columns)
        return roles._replace(own=tuple(own))
    if _BOXES & set(names):
        raise PeelError(
            "P222",
            "table describes boxes, not one label for each picture",
            got=_columns(table),
            allowed="a path and a label in each line",
            do="give the folder that holds the table and the pictures, from which boxes are read; or keep one line with one label for each picture, without the columns of boxes; "
            "or set ingest.table: none in params.yaml to learn from class folders",
        )
    label = _stated(table, terms.how.label_column)
    bits = _bits(table, roles) if label is None and terms.labels.several else ()
    if bits:
        return roles._replace(bits=bits)
    return roles._replace(label=_label_column(table, path, terms=terms) if label is None else label)


def path_column(table: Table, find: Lookup) -> int:
    """The column that names most pictures, else the one that is called so; -1 where there is neither.

    Of columns that name as many, the one with whole paths counts, then the more usual name. Beside a column that
    is called like paths one of labels, or of 0 and 1, never counts: a class 1 is not the picture 1.jpg.
    """
    names = _known(table)
    sample = table.records[:: max(len(table.records) // _SAMPLE, 1)]
    best, most = _first(names, PATH), (0, 0, 0)
    bits = {*of_bits(table)} - {best}
    for at, name in enumerate(names):
        if best >= 0 and (name in LABEL or at in bits):
            continue
        cells = [record.cells[at] for record in sample]
        find.settle(cells)
        hits = len({path for cell in cells if (path := find.find(cell))})
        usual = len(PATH) - PATH.index(name) if name in PATH else 0
        score = (hits, sum(map(find.is_stated, cells)), usual)
        if hits and score > most:
            best, most = at, score
    return best


def has_usual_names(columns: Sequence[str]) -> bool:
    """Whether a table with these columns says by their names that it is one of labels."""
    names = [_plain(name) for name in columns]
    return _first(names, PATH) >= 0 and _first(names, LABEL) >= 0


def has_names_of_columns(table: Table) -> bool:
    """Whether it has a column that is called like paths, and several of 0 and 1."""
    return _first(_known(table), PATH) >= 0 and len(of_bits(table)) > 1


def is_list_of_names(columns: Sequence[str]) -> bool:
    """Whether what stands for paths is called id alone, as in a list of classes with their numbers."""
    return not (set(PATH) - {"id"}) & set(map(_plain, columns))


def _bits(table: Table, roles: Roles) -> tuple[int, ...]:
    """The columns that say yes or no to a label each; none where a column that is called like labels holds others.

    One such column alone (`label` of 0 and 1) is a column of labels.
    """
    bits = tuple(at for at in of_bits(table) if at not in roles)
    called = {at for at, n in enumerate(_known(table)) if n in LABEL and at != roles.path}
    return bits if called <= set(bits) and (len(bits) > 1 or not called) else ()


def _label_column(table: Table, path: int, *, terms: Terms) -> int:
    names = _known(table)
    found = [names.index(name) for name in LABEL if name in names and names.index(name) != path]
    if not found:
        raise _no_labels(table, path, terms=terms)
    first, *others = found
    differing = [at for at in others if not _is_same(table, first, other=at)]
    if differing:
        asked = [table.columns[at] for at in (first, *differing)]
        raise PeelError(
            "P232",
            "table has several columns of labels, and they differ",
            got=", ".join(map(text, asked)),
            allowed="one of them",
            do=f"choose it in params.yaml, for example ingest.label_column: {text(asked[0])}",
        )
    words = [at for at in found if not all(_is_number(r.cells[at]) for r in table.records)]
    return words[0] if words else first


def _no_labels(table: Table, path: int, *, terms: Terms) -> PeelError:
    """The refusal of a table without a column of labels, with the kind or the form that it may be meant for."""
    do = _naming(table, "ingest.label_column", names=LABEL)
    if terms.labels.several:
        almost = nearly(table, but=[path])
        close = f"; most cells are 0 or 1 in {named(almost)}" if almost else ""
        names = [*LABEL, "a column of 0 and 1 for each label"]
        return _missing(table, f"of labels{close}", names=names, do=do)
    if len(of_bits(table)) > 1:
        do = f"where each of them is a label: peel build --kind multilabel; else {do}"
        return _missing(table, "of labels, but several of 0 and 1", names=LABEL, do=do)
    return _missing(table, "of labels", names=LABEL, do=do)


def _is_same(table: Table, one: int, *, other: int) -> bool:
    """Whether two columns say the same in other words: each value of one stands beside one of the other."""
    pairs = {(record.cells[one], record.cells[other]) for record in table.records}
    return len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def _is_number(cell: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[0-9.]*", cell))


def _stated(table: Table, column: str | None) -> int | None:
    """The place of the column that the parameters name; None where they name none."""
    return None if column is None else _called(table, column)


def _called(table: Table, column: str) -> int:
    """The place of the column that is called so; raises P220 where there is none."""
    for names, wanted in ((table.columns, column), (_known(table), _plain(column))):
        if wanted in names:
            return list(names).index(wanted)
    do = "correct the name of the column in params.yaml, or in the table"
    raise _missing(table, f"called {column}", names=table.columns, do=do)


def _naming(table: Table, setting: str, *, names: Sequence[str]) -> str:
    """How to say which column is meant: by the parameter `setting`, or by the known name that is nearest to one."""
    known = {*PATH, *LABEL, *PART, *GROUP}
    for column, plain in zip(table.columns, _known(table), strict=True):
        near = [] if plain in known else difflib.get_close_matches(plain, names, 1, _NEAR)
        if near:
            return f"call the column {text(column)} {near[0]}, or set {setting}: {text(column)} in params.yaml"
    return f"set {setting} in params.yaml, or name the column so"


def _missing(table: Table, what: str, *, names: Sequence[str], do: str) -> PeelError:
    return PeelError(
        "P220",
        f"table has no column {what}",
        got=f"{text(table.path)} with the columns {_columns(table)}",
        allowed=f"a first line with one of {', '.join(map(text, names))}",
        do=f"{do}; ingest.table: none learns from class folders instead",
    )


def _columns(table: Table) -> str:
    return ", ".join(map(text, table.columns)) or "an empty file"


def _known(table: Table) -> list[str]:
    return [_plain(column) for column in table.columns]


def _plain(column: str) -> str:
    return re.sub(r"[\s-]+", "_", column.strip().lower())


def _first(names: Sequence[str], wanted: Sequence[str]) -> int:
    return next((names.index(name) for name in wanted if name in names), -1)
