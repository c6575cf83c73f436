"""How often pictures were looked at to decide: each look has its number, and the later it is the more it asks for.

The looks that one champion stands in one calendar year share `promote.alpha`: tests on fresh pictures, and trials beside it. Another
champion, and another year, begin anew.
**Source**: decision 0062.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from peel.feedback import tables
from peel.feedback.store import Store, alone

_CUT = 24  # so much of a digest names it here


class Trial(NamedTuple):
    """A challenger beside a champion, by their digests."""

    challenger: str
    champion: str

    @property
    def row(self) -> str:
        """The row with the number that it got."""
        return f"trial {self.challenger[:_CUT]} {self.champion[:_CUT]}"


def fresh(champion: str, *, now: float) -> str:
    """The row that counts the looks that this champion stands this year (UTC).

    >>> fresh("ab" * 32, now=0.0)
    'fresh abababababababababababab 1970'
    """
    return f"fresh {champion[:_CUT]} {time.gmtime(now).tm_year}"


def read(store: Store, split: str) -> int:
    """How many there were, or the number that was kept; 0 for none."""
    with store.reading() as connection:
        return count(connection, split)


def count(connection: Connection, split: str) -> int:
    """The same within a transaction."""
    table = tables.looks.c
    return connection.scalar(select(table.n).where(table.split == split)) or 0


def put(connection: Connection, split: str, *, n: int) -> None:
    """Write a number down."""
    table = tables.looks
    done = connection.execute(update(table).where(table.c.split == split).values(n=n))
    if not done.rowcount:
        connection.execute(insert(table).values(split=split, n=n))


def take(store: Store, row: str) -> int:
    """The next number of a row of looks; no two get the same."""
    with store.writing() as connection:
        alone(connection)
        return _next(connection, row)


def begin_trial(connection: Connection, trial: Trial, *, now: float) -> None:
    """Give the trial the next number of its champion, once."""
    alone(connection)
    if count(connection, trial.row) == 0:
        n = _next(connection, fresh(trial.champion, now=now))
        put(connection, trial.row, n=n)


def wear(connection: Connection, sealed: str, *, model: str) -> int:
    """How many challengers the sealed part with this digest has judged, this one with them."""
    alone(connection)
    every, mine = f"sealed {sealed[:_CUT]}", f"judged {sealed[:_CUT]} {model[:_CUT]}"
    n = count(connection, every)
    if count(connection, mine) == 0:
        n += 1
        put(connection, every, n=n)
        put(connection, mine, n=1)
    return n


def rename(connection: Connection, old: str, *, new: str) -> None:
    """Let what a model was given be known under its new digest."""
    table = tables.looks
    found = connection.scalars(select(table.c.split).where(table.c.split.contains(old[:_CUT])))
    for split in list(found):
        other = split.replace(old[:_CUT], new[:_CUT])
        connection.execute(update(table).where(table.c.split == split).values(split=other))


def _next(connection: Connection, row: str) -> int:
    n = 1 + count(connection, row)
    put(connection, row, n=n)
    return n
