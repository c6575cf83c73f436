"""A table of labels that people filled in, line by line; or annotations of a tool, picture by picture."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import NamedTuple

from peel import files, text
from peel.errors import PeelError
from peel.types.marks import Mark

_HEAD_BYTES = 10_000


class Line(NamedTuple):
    """What is said of one answer, or of all answers to one picture: names in a cell, or marks."""

    number: int
    ticket: str
    item: str
    label: str
    marks: tuple[Mark, ...] | None = None

    @property
    def where(self) -> str:
        """How a person finds it."""
        return f"line {self.number}" if self.marks is None else f"picture {self.item[:12]}"


def names_answers(table: Path) -> bool:
    """Whether the first line of a CSV has a column of answers; annotations of a tool have none."""
    if table.suffix.lower() != ".csv":
        return False
    with files.guard(table), table.open("rb") as opened:
        head = opened.readline(_HEAD_BYTES).decode("utf-8-sig", "replace").lower()
    return bool({"item", "ticket"} & {*re.split(r"[^a-z_]+", head)})


def read(table: Path) -> list[Line]:
    """The lines of a table with the columns `label` and `ticket` or `item`; raises P837 for a file that is none."""
    with files.guard(table):
        data = table.read_bytes()
    try:
        words = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _no_table(table, "bytes that are not UTF-8") from error
    head = words.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(words), delimiter=max(",;\t", key=head.count), strict=True)
    columns = {str(name).strip().lower() for name in reader.fieldnames or ()}
    if "label" not in columns or not columns & {"ticket", "item"}:
        raise _no_table(table, f"the columns {text.named(sorted(columns)) or 'none'}")
    try:
        rows = [
            {str(k).strip().lower(): v for k, v in row.items() if k is not None} for row in reader
        ]
    except csv.Error as error:
        raise _no_table(table, str(error)) from error
    return [
        Line(number, _cell(row, "ticket"), _cell(row, "item"), _cell(row, "label"))
        for number, row in enumerate(rows, 2)
    ]


def _cell(row: dict[str, str], name: str) -> str:
    return (row.get(name) or "").strip()


def _no_table(table: Path, got: str) -> PeelError:
    return PeelError(
        "P837",
        "no table of labels",
        got=f"{table}: {got}",
        allowed="CSV in UTF-8 with the columns label and ticket or item",
        do="take labels.csv as `peel feedback queue` writes it, and fill in the column label",
    )
