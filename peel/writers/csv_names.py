"""A table with the one name of each picture, and one with a column of 0 and 1 for each name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from peel.types.marks import Marked
from peel.writers.figures import put_csv
from peel.writers.holds import Holds
from peel.writers.places import nested
from peel.writers.writer import Sheet, Writer

TABLE = "labels.csv"


def places(marked: Sequence[Marked]) -> list[str]:
    """Below one folder beside the table."""
    return nested(marked, lambda _: "images")


def _one(sheet: Sheet, folder: Path) -> None:
    rows = [(each.path, each.marks[0].name, each.part, each.group) for each in sheet.pictures]
    put_csv(folder / TABLE, ("path", "label", "split", "group"), rows=rows)


def _columns(sheet: Sheet, folder: Path) -> None:
    rows = []
    for each in sheet.pictures:
        own = {mark.name for mark in each.marks}
        bits = [str(int(name in own)) for name in sheet.names]
        rows.append((each.path, each.part, each.group, *bits))
    put_csv(folder / TABLE, ("path", "split", "group", *sheet.names), rows=rows)


ONE = Writer(
    name="csv",
    title="a table with the name of each picture",
    holds=Holds(boxes=False, names=True, several=False, empty=False, groups=True, unused=False),
    places=places,
    annotate=_one,
)
COLUMNS = Writer(
    name="csv_columns",
    title="a table with a column of 0 and 1 for each name",
    holds=Holds(boxes=False, names=True, groups=True),
    places=places,
    annotate=_columns,
)
