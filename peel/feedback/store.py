"""The store: SQLite in a file by default, PostgreSQL by an address; opened, made, and written in short transactions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from peel.errors import PeelError
from peel.feedback import tables
from peel.params.environment import store_url
from peel.project.state import State
from peel.text import printable

FORM = "1"
_BUSY_S = 10.0


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
            yield connection

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
        state.folder.mkdir(parents=True, exist_ok=True)
    store = Store(_engine(url, state.store))
    with store.writing() as connection:
        tables.METADATA.create_all(connection)
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


def _engine(url: str | None, path: Path) -> Engine:
    if url is not None:
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_S})
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _record: Any) -> None:
    """Write-ahead log, and a commit that is on disk when it returns."""
    connection.isolation_level = None  # who begins a transaction is SQLAlchemy, not the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextlib.contextmanager
def _refused(engine: Engine) -> Iterator[None]:
    try:
        yield
    except (OperationalError, DBAPIError) as error:
        raise _no_answer(engine, error) from error


def _no_answer(engine: Engine, error: SQLAlchemyError) -> PeelError:
    shown = engine.url.render_as_string(hide_password=True)
    said = printable(str(getattr(error, "orig", error))).splitlines()
    return PeelError(
        "P831",
        "the store does not answer",
        got=f"{shown}: {said[0] if said else type(error).__name__}",
        allowed="a database that can be read and written",
        do="free disk space, start the database, or correct PEEL_STORE_URL",
    )
