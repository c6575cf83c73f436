"""What happened, for whoever looks on."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, func, insert, select

from peel.feedback import tables
from peel.feedback.store import Store, alone, joined
from peel.types.ledger import Happened

_ROWS = tables.happened.c


def tell(where: Store | Connection, type_: str, *, data: dict[str, Any], now: float) -> None:
    """Note that something happened; who asks for what came after an id misses nothing."""
    with joined(where) as connection:
        alone(connection)
        row = {"at": now, "type": type_, "data": json.dumps(data, sort_keys=True)}
        connection.execute(insert(tables.happened).values(row))


def after(store: Store, id_: int, *, limit: int = 100) -> list[Happened]:
    """What happened after the one with `id_`, the earliest first."""
    with store.reading() as connection:
        asked = select(tables.happened).where(_ROWS.id > id_).order_by(_ROWS.id).limit(limit)
        rows = connection.execute(asked).all()
    return [Happened(id=r.id, at=r.at, type=r.type, data=json.loads(r.data)) for r in rows]


def last(store: Store) -> int:
    """The id of the newest; 0 where nothing happened yet."""
    with store.reading() as connection:
        return connection.scalar(select(func.max(_ROWS.id))) or 0
