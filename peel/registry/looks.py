"""How often pictures were looked at to decide: each look has its number, and the later it is the more it asks for."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from peel.feedback import tables
from peel.feedback.store import Store

FRESH = "fresh"  # tests on the fresh pictures, and trials beside the champion: they share one level


def of_trial(model: str) -> str:
    """The row with the number that the trial of this model got."""
    return f"trial {model[:48]}"


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


def begin_trial(connection: Connection, model: str) -> None:
    """Give the trial of this model the next number, once."""
    if count(connection, of_trial(model)) == 0:
        n = 1 + count(connection, FRESH)
        put(connection, FRESH, n=n)
        put(connection, of_trial(model), n=n)


def rename(connection: Connection, old: str, *, new: str) -> None:
    """Let the trial of a model keep its number under the model's new digest."""
    n = count(connection, of_trial(old))
    if n:
        put(connection, of_trial(new), n=n)
