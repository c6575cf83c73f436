"""What is to be told to people, written down in the same transaction as what it is about."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import Connection, insert, select

from peel.feedback import tables

Level = Literal["info", "success", "warning", "failure"]
# A message for everybody; when it is sent it becomes one for each address.
ALL = -1


class Message(NamedTuple):
    """One message; `dedup` names it, so that the same thing is told once."""

    dedup: str
    level: Level
    title: str
    body: str


def enqueue(connection: Connection, message: Message, *, now: float, target: int = ALL) -> bool:
    """Put a message into the outbox; False where one of the same name is there."""
    table = tables.alerts
    if connection.scalar(select(table.c.id).where(table.c.dedup == message.dedup)) is not None:
        return False
    row = {**message._asdict(), "target": target, "at": now, "attempts": 0, "next_at": now}
    connection.execute(insert(table).values(**row, error=""))
    return True
