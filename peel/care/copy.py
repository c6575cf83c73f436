"""The store as one SQLite file, taken while others write, and back into a store; whatever database holds it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, insert, select, text

from peel.feedback import tables
from peel.feedback.store import Store

_ROWS = 1000


def save(store: Store, file: Path) -> None:
    """Write all that the store holds at one moment into the new SQLite file `file`."""
    if store.is_sqlite:
        with store.reading() as connection, contextlib.closing(sqlite3.connect(file)) as target:
            source = connection.connection.dbapi_connection
            assert isinstance(source, sqlite3.Connection)
            connection.rollback()  # the copy is a transaction of its own
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        return
    engine = create_engine(f"sqlite:///{file}")
    with store.engine.connect() as source_rows, engine.begin() as new:
        source_rows.execution_options(isolation_level="REPEATABLE READ")
        tables.METADATA.create_all(new)
        _pour(source_rows, new)
    engine.dispose()


def load(file: Path, store: Store) -> None:
    """Put all rows of the SQLite file `file` into the store, whose tables are empty, in one transaction."""
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as rows, store.writing() as connection:
        connection.execute(tables.meta.delete())
        _pour(rows, connection)
        if not store.is_sqlite:
            _go_on_counting(connection)
    engine.dispose()


def is_empty(store: Store) -> bool:
    """Whether nothing was ever kept in it."""
    kept = [table for table in tables.METADATA.sorted_tables if table is not tables.meta]
    with store.reading() as connection:
        return not any(connection.scalar(select(func.count()).select_from(t)) for t in kept)


def _pour(source: Connection, target: Connection) -> None:
    for table in tables.METADATA.sorted_tables:
        for rows in source.execute(select(table)).mappings().partitions(_ROWS):
            target.execute(insert(table), [dict(row) for row in rows])


def _go_on_counting(connection: Connection) -> None:
    """PostgreSQL numbers new rows from its own count, which rows that bring their number leave as it is."""
    for table in tables.METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            newest = connection.scalar(select(func.max(column))) or 0
            name = connection.scalar(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": table.name, "column": column.name},
            )
            if name and newest:
                connection.execute(text("SELECT setval(:name, :n)"), {"name": name, "n": newest})
