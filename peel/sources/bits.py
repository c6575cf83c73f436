"""Columns of 0 and 1, one for each label: which of a table they are, and what their cells say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from peel.sources.labels import MISSING
from peel.sources.records import Table
from peel.sources.source import text
from peel.text import named

# What stands in such a column, in lower case; a cell that is missing says that nobody knows.
_YES, _NO = frozenset(("1", "1.0", "true")), frozenset(("0", "0.0", "false"))
_MINUS = frozenset(("-1", "-1.0"))
_UNKNOWN = MISSING | {""}
_MANY_SHOWN = 3


def of_bits(table: Table) -> list[int]:
    """The places of the named columns that hold nothing but yes, no and unknown, and one of the first two."""
    every = enumerate(_cells(table))
    return [
        at
        for at, cells in every
        if table.columns[at] and cells & (_YES | _NO) and cells <= _YES | _NO | _MINUS | _UNKNOWN
    ]


def nearly(table: Table, *, but: Collection[int]) -> list[str]:
    """Other columns than `but` of whose cells that are not missing most are 0 or 1, with what else stands in them."""
    found = []
    for at in sorted({*range(len(table.columns))} - {*but}):
        said = [r.cells[at] for r in table.records if r.cells[at].lower() not in _UNKNOWN]
        other = [cell for cell in said if cell.lower() not in _YES | _NO | _MINUS]
        if 0 < 2 * len(other) < len(said):
            shown = named(sorted(map(text, set(other)))[:_MANY_SHOWN])
            found.append(f"{text(table.columns[at])} (with {shown} too)")
    return found


def meaning(table: Table, places: Sequence[int]) -> Mapping[str, bool]:
    """What a cell in lower case says in these columns; one that is not in it says that nobody knows.

    Where -1 stands beside 0 it says that nobody knows; in a table without a 0 it is what says no.
    """
    said = {record.cells[at].lower() for at in places for record in table.records}
    no = _NO if said & _NO else _MINUS
    return dict.fromkeys(_YES, True) | dict.fromkeys(no, False)


def of_minus(table: Table, places: Sequence[int]) -> str:
    """What -1 is taken for, in words; '' where there is none."""
    said = {record.cells[at].lower() for at in places for record in table.records}
    if not said & _MINUS:
        return ""
    return "-1 says that nobody knows" if said & _NO else "-1 says no, as no 0 is there"


def _cells(table: Table) -> list[set[str]]:
    """What different cells, in lower case, each column holds."""
    return [{r.cells[at].lower() for r in table.records} for at in range(len(table.columns))]
