"""What is to be told, written down."""

from __future__ import annotations

from sqlalchemy import select

from peel.feedback import tables
from peel.watch.outbox import ALL, Message, enqueue

MESSAGE = Message("watch 1 red", "failure", "pets v1: red", "why")


def test_message_is_kept_once(store):
    with store.writing() as connection:
        found = [enqueue(connection, MESSAGE, now=at) for at in (1.0, 2.0)]
    with store.reading() as connection:
        (row,) = connection.execute(select(tables.alerts)).all()
    assert found == [True, False]
    assert (row.target, row.at, row.next_at, row.sent_at) == (ALL, 1.0, 1.0, None)
