"""What the lines of a table say of their pictures: one name in a cell, several in a cell, or a column for each name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from peel.errors import PeelError
from peel.sources.bits import meaning, nearly, of_minus
from peel.sources.labels import SURE, label_of, several, several_labels
from peel.sources.records import Record, Table
from peel.sources.roles import Roles
from peel.sources.source import Terms, text
from peel.text import named
from peel.types.labels import LabelRules, LineRules

# Between names in one cell, the surest first; of others it takes more to be sure (peel.sources.labels.several).
_MARKS = "|;,"
_PLAIN_PATHS = frozenset(("path", "filename", "file", "image"))
_PLAIN_LABELS = frozenset(("label", "class"))


class Said(Protocol):
    """The labels of a table's lines; `stated` are all names, with what to say of one that no picture has."""

    @property
    def stated(self) -> Mapping[str, str]:
        """Every name that the table speaks of."""

    @property
    def note(self) -> str:
        """What a person should know of how it was read, or ''."""

    def label(self, record: Record) -> str:
        """The label of a line, or '' where it says none; raises P234 where it says more than the kind can take."""


def read_labels(table: Table, roles: Roles, *, terms: Terms) -> Said:
    """What the table says, read as the kind of problem wants it."""
    if isinstance(terms.labels, LineRules):
        return _Lines(table, roles, rules=terms.labels)
    if roles.bits:
        return _Columns(table, roles, rules=terms.labels)
    if terms.labels.several:
        return _Lists(table, roles, terms=terms)
    return _Names(table, roles, terms=terms)


def not_whole(got: str, *, do: str) -> PeelError:
    """The refusal of a line that says too little or too much."""
    return PeelError(
        "P225",
        "line of the table is not whole",
        got=got,
        allowed="as many cells as the first line has, with a path and a label",
        do=do,
    )


class _Lines:
    """Whatever the kind reads in its own columns."""

    def __init__(self, table: Table, roles: Roles, *, rules: LineRules) -> None:
        self._columns = dict(zip(rules.columns, roles.own, strict=True))
        self._rules = rules
        names = {name for record in table.records for name in self._names(record)}
        self.stated = dict.fromkeys(sorted(names), "no line of it is usable")
        self.note = ""

    def label(self, record: Record) -> str:
        cells = {column: record.cells[at] for column, at in self._columns.items()}
        return self._rules.state_line(cells)

    def _names(self, record: Record) -> tuple[str, ...]:
        try:
            return self._rules.names_of(self.label(record))
        except PeelError:  # told line by line
            return ()


class _Names:
    """One name in the cell of each line."""

    def __init__(self, table: Table, roles: Roles, *, terms: Terms) -> None:
        self._at, self._rules = roles.label, terms.labels
        cells = {record.cells[roles.label] for record in table.records}
        self._together = {} if _is_own(terms) else several(cells)
        names = sorted(map(label_of, cells - set(self._together) - {""}))
        self.stated = dict.fromkeys(names, "no line of it is usable")
        self.note = "; ".join(filter(None, (_where(table, roles), _marked(names))))

    def label(self, record: Record) -> str:
        cell = record.cells[self._at]
        if cell in self._together:
            raise several_labels(self._together[cell])
        return self._rules.state([label_of(cell)]) if cell else ""


class _Lists:
    """Any number of names in the cell of each line, with a mark between them; [] says that none holds."""

    def __init__(self, table: Table, roles: Roles, *, terms: Terms) -> None:
        self._at, self._rules = roles.label, terms.labels
        cells = {record.cells[roles.label] for record in table.records}
        sure = next((mark for mark in _MARKS if any(mark in cell for cell in cells)), None)
        self._mark = terms.how.separator or sure
        self._is_own = _is_own(terms)
        self._together = {} if self._mark else several(cells)
        names = {name for cell in cells for name in self._parts(cell)}
        self.stated = dict.fromkeys(sorted(names), "no line of it is usable")
        between = f"; {self._mark!r} stands between two labels" if self._mark else ""
        self.note = (_where(table, roles, always=bool(between)) + between).strip()

    def label(self, record: Record) -> str:
        cell = record.cells[self._at]
        names = self._parts(cell)
        if record.is_whole and not cell:
            raise not_whole(
                "an empty cell of labels", do="write its labels, or [] when it has none"
            )
        return self._rules.state(names) if names or _is_list(cell) else ""

    def _parts(self, cell: str) -> Sequence[str]:
        """The names in a cell, which may be a list as Python or JSON writes it."""
        if cell in self._together:
            return self._together[cell]
        if self._is_own:
            return [] if cell == "[]" else cell.split(self._mark)
        inner = cell[1:-1] if _is_list(cell) else cell
        parts = inner.split(self._mark) if self._mark else [inner]
        plain = (part.strip().strip("'\"").strip() for part in parts)
        return [label_of(part) for part in plain if part]


class _Columns:
    """A column for each name: 1 where it holds, 0 where it does not, nothing where nobody knows."""

    def __init__(self, table: Table, roles: Roles, *, rules: LabelRules) -> None:
        self._columns = [(at, label_of(table.columns[at])) for at in roles.bits]
        self._meaning = meaning(table, roles.bits)
        self._rules = rules
        names = sorted({name for _, name in self._columns})
        self.stated = dict.fromkeys(names, "no usable line says that it holds")
        doubts = "; ".join(_doubts(table, roles))
        self.note = f"{text(table.path)} has columns of 0 and 1: {doubts}" if doubts else ""

    def label(self, record: Record) -> str:
        said = [(name, self._meaning.get(record.cells[at].lower())) for at, name in self._columns]
        known = {name for name, holds in said if holds is not None}
        yes = [name for name, holds in said if holds]
        unknown = [name for name, _ in said if name not in known]
        if record.is_whole and not known:
            raise not_whole(
                "no column says 0 or 1",
                do="write 0 where a label does not hold, or delete the line",
            )
        return self._rules.state(yes, unknown=unknown) if known else ""


def _marked(names: Sequence[str]) -> str:
    """That names which hold a mark are one label each, or ''."""
    marked = [name for name in names if any(mark in name for mark in SURE)]
    if not marked:
        return ""
    return (
        f"labels that hold a mark are one label each: {named(marked)}; if they are several: "
        "peel build --kind multilabel"
    )


def _is_own(terms: Terms) -> bool:
    """Whether Peel wrote the table: the mark between names is then one that no name holds, and a name stands as it is."""
    return not (terms.how.separator or " ").isprintable()


def _is_list(cell: str) -> bool:
    return cell.startswith("[") and cell.endswith("]")


def _doubts(table: Table, roles: Roles) -> Iterator[str]:
    """What -1 says in the columns of labels, and which others may have been meant."""
    minus = of_minus(table, roles.bits)
    if minus:
        yield minus
    almost = nearly(table, but=(*roles.bits, roles.path, roles.part, roles.group))
    if almost:
        yield f"no labels, though most of their cells are 0 or 1: {named(almost)}"


def _where(table: Table, roles: Roles, *, always: bool = False) -> str:
    """Which columns were chosen, where a person may have meant others."""
    path, label = (text(table.columns[at]) for at in (roles.path, roles.label))
    is_plain = path.lower() in _PLAIN_PATHS and label.lower() in _PLAIN_LABELS
    words = (
        f"{text(table.path)} names the pictures in its column {path} and their labels in {label}"
    )
    return words if always or not is_plain else ""
