"""The last change of the pointer that the store knows of: what is older is refused, what is newer is written down."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from peel.feedback import tables
from peel.feedback.store import Store
from peel.types.pointer import Pointer

_NUMBER, _CHAMPION = "pointer", "champion"


def last(store: Store) -> int:
    """Its number; 0 before the first."""
    with store.reading() as connection:
        return number(connection)


def number(connection: Connection) -> int:
    """The same within a transaction."""
    return int(_get(connection, _NUMBER) or 0)


def champion(connection: Connection) -> str:
    """The digest of the champion that it named."""
    return _get(connection, _CHAMPION)


def put(connection: Connection, pointer: Pointer) -> None:
    """Write the pointer's number and champion down."""
    _set(connection, _NUMBER, text=str(pointer.sequence))
    _set(connection, _CHAMPION, text=pointer.digest)


def rename(connection: Connection, old: str, *, new: str) -> None:
    """Let the champion be known by another digest: it is the same model, and no promotion."""
    if champion(connection) == old:
        _set(connection, _CHAMPION, text=new)


def _get(connection: Connection, key: str) -> str:
    meta = tables.meta.c
    return connection.scalar(select(meta.value).where(meta.key == key)) or ""


def _set(connection: Connection, key: str, *, text: str) -> None:
    meta = tables.meta
    done = connection.execute(update(meta).where(meta.c.key == key).values(value=text))
    if not done.rowcount:
        connection.execute(insert(meta).values(key=key, value=text))
