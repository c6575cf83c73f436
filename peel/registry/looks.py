"""How often pictures were looked at to decide: each look has its number, and the later it is the more it asks for."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from peel.feedback import tables
from peel.feedback.store import Store

FRESH = "fresh"  # tests on the fresh pictures, and trials beside the champion: they share one level
_CUT = 24  # so much of a digest names it here


def of_trial(model: str, *, champion: str) -> str:
    """The row with the number that the trial of this model beside this champion got."""
    return f"trial {model[:_CUT]} {champion[:_CUT]}"


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


def take(store: Store) -> int:
    """The next number of a look at the fresh pictures; no two get the same."""
    with store.writing() as connection:
        return _next(connection)


def begin_trial(connection: Connection, model: str, *, champion: str) -> None:
    """Give the trial of this model beside this champion the next number, once."""
    row = of_trial(model, champion=champion)
    if count(connection, row) == 0:
        put(connection, row, n=_next(connection))


def wear(connection: Connection, sealed: str, *, model: str) -> int:
    """How many challengers the sealed part with this digest has judged, this one with them."""
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


def _next(connection: Connection) -> int:
    n = 1 + count(connection, FRESH)
    put(connection, FRESH, n=n)
    return n
