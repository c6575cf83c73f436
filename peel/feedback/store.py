"""The store: SQLite in a file by default, PostgreSQL by an address; opened, made, and written in short transactions."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    insert,
    inspect,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, TimeoutError
from sqlalchemy.schema import CreateColumn

from peel import files
from peel.errors import PeelError
from peel.feedback import disk, tables
from peel.feedback.pair import Pair, no_answer
from peel.params.environment import store_url
from peel.project.state import State
from peel.text import printable

FORM = "1"
# How long one waits for another writer, or for a server that does not answer.
_BUSY_S = 5
# A server that vanished without a word is noticed within these seconds.
_QUICKLY = {
    "connect_timeout": _BUSY_S,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 1000 * 2 * _BUSY_S,
}
# Any number: those who make the tables queue for it.
_MAKING = 7_335_335


class Store(NamedTuple):
    """An open store; it may be used from several threads."""

    engine: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for a moment of reading; raises P831 where the database does not answer."""
        with _refused(self.engine), self.engine.connect() as connection:
            yield connection.execution_options(peel_only_reads=True)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on disk when the block ends well, and never was when it does not; raises P831."""
        with _refused(self.engine), self.engine.begin() as connection:
            yield connection


def open_store(state: State) -> Store:
    """The store of the installation, made where there is none; raises P831 (no answer), P832 (of another Peel).

    PEEL_STORE_URL names another database than the file in the state's folder.
    """
    url = store_url()
    if url is None:
        _make_room(state)
    store = Store(_engine(url, state.store))
    with store.writing() as connection:
        if not store.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MAKING})"))
        tables.METADATA.create_all(connection)
        _add_columns(connection)
        found = connection.scalar(select(tables.meta.c.value).where(tables.meta.c.key == "form"))
        if found is None:
            connection.execute(insert(tables.meta).values(key="form", value=FORM))
    if found not in (None, FORM):
        raise PeelError(
            "P832",
            "the store is of another Peel",
            got=f"form {found}",
            allowed=f"form {FORM}",
            do="use the Peel that wrote it, or a newer one",
        )
    return store


def _add_columns(connection: Connection) -> None:
    """Those that an earlier Peel did not know; it goes on with a store that has them, for they may be empty."""
    for table in (tables.tickets, tables.quarantine):
        here = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for column in table.columns:
            if column.name not in here:
                added = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN {added}"))


def _make_room(state: State) -> None:
    """An empty file for its owner alone, where there is none; raises P838 on a disk of another machine.

    Raises P831 where there was one: an empty store in its place would be believed, and what is written there lost when it comes back.
    """
    path = state.store
    with files.guard(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        disk.refuse_remote(path.parent)
        if state.pointer.exists() and not path.exists():
            raise _no_answer(str(path), "the file is gone")
        path.touch(mode=0o600)


@contextlib.contextmanager
def joined(where: Store | Connection) -> Iterator[Connection]:
    """The transaction that is given, or one of its own in the store."""
    if isinstance(where, Connection):
        yield where
        return
    with where.writing() as connection:
        yield connection


@contextlib.contextmanager
def looked(where: Store | Connection) -> Iterator[Connection]:
    """The transaction that is given, or a moment of reading."""
    if isinstance(where, Connection):
        yield where
        return
    with where.reading() as connection:
        yield connection


def alone(connection: Connection) -> None:
    """From here to the end of the transaction nobody else decides: epochs, the ledger and what happened stand in one order."""
    connection.execute(update(tables.meta).values(value=tables.meta.c.value))


def new_row(connection: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can say what becomes of a row that is there already."""
    return (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(table)


def insert_new(connection: Connection, table: Table, *, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; one whose key is there already stays as it was."""
    if rows:
        connection.execute(new_row(connection, table).on_conflict_do_nothing(), list(rows))


def is_full(error: PeelError) -> bool:
    """Whether the store refuses for want of disk space, which is another answer to a caller than a store that is gone."""
    words = str(error.got).lower()
    return error.code == "P831" and ("disk is full" in words or "no space left" in words)


def _engine(url: str | None, path: Path) -> Engine:
    if url is not None:
        return _server(url)
    there = path.absolute()
    pair = Pair(there)
    engine = create_engine(f"sqlite:///{path}", creator=lambda: _open(there, pair))
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "connect", lambda *_: pair.note())
    event.listen(engine, "checkout", lambda *_: pair.check())
    event.listen(engine, "begin", _on_begin)
    return engine


def _open(path: Path, pair: Pair) -> sqlite3.Connection:
    """To a file that is there: one that was moved away is never made anew."""
    pair.check()
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", _BUSY_S, uri=True, check_same_thread=False)


def _server(url: str) -> Engine:
    """PostgreSQL, however the address begins; one that is silent is given up in seconds."""
    try:
        asked = make_url(url)
        if asked.get_backend_name() not in ("postgresql", "postgres"):
            raise _no_answer(asked.render_as_string(hide_password=True), "not PostgreSQL")
        asked = asked.set(drivername="postgresql+psycopg")
        engine = create_engine(
            asked, pool_pre_ping=True, pool_timeout=_BUSY_S, connect_args=_QUICKLY
        )
    except (ArgumentError, ValueError) as error:  # its words may hold the password
        raise _no_answer("PEEL_STORE_URL", "no address of a database") from error
    except ModuleNotFoundError as error:
        raise _no_answer("PEEL_STORE_URL", "psycopg is missing (the extra postgres)") from error
    event.listen(engine, "connect", _on_connect_server)
    return engine


def _on_connect_server(connection: Any, _record: Any) -> None:
    """Nobody waits for a lock longer than for a file's; in a statement, for a pooler refuses options."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{_BUSY_S}s'")
    connection.commit()


def _on_connect(connection: Any, _record: Any) -> None:
    """Write-ahead log, and a commit that is on disk when it returns."""
    connection.isolation_level = None  # who begins a transaction is SQLAlchemy, not the driver
    _write_ahead(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("SELECT 1 FROM sqlite_master").close()  # from here on there is a log


def _write_ahead(connection: Any) -> None:
    """Two that open a new file at once: the change of mode does not wait for the other by itself."""
    until = time.monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def _on_begin(connection: Connection) -> None:
    """Who writes queues at the beginning: a reader that turns writer could only be refused."""
    reads = connection.get_execution_options().get("peel_only_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@contextlib.contextmanager
def _refused(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, TimeoutError) as error:
        shown = engine.url.render_as_string(hide_password=True)
        said = printable(str(getattr(error, "orig", error))).splitlines()
        raise _no_answer(shown, said[0] if said else type(error).__name__) from error


def _no_answer(shown: str, said: str) -> PeelError:
    return no_answer(
        f"{shown}: {said}",
        allowed="a database that can be read and written",
        do="free disk space, start the database or bring its file back, or correct PEEL_STORE_URL",
    )
