"""A store with an open epoch of the made-up model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import insert

from peel.feedback import epochs, tables, tickets
from peel.feedback.store import Store, insert_new, open_store
from peel.project.state import state_of
from peel.types.ticket import Audited
from tests.unit.feedback.conftest import choose_store
from tests.unit.watch.audit import CARD, EPOCH, MODEL

OWN = {
    "id": "k", "hash": "0", "name": "ours", "scopes": '["predict"]', "trust": "staff", "per_minute": 1, "made_at": 0.0
}  # fmt: skip


def put(store: Store, rows: Sequence[Audited]) -> None:
    """Tickets and labels as they would be there after a while, by a key of our own."""
    labels = [row.label.model_dump(exclude={"schema_"}) for row in rows if row.label]
    with store.writing() as connection:
        tickets.add(connection, [row.ticket for row in rows])
        connection.execute(insert(tables.labels), labels)
        insert_new(connection, tables.keys, rows=[OWN])


@pytest.fixture
def state(tmp_path, monkeypatch):
    choose_store(monkeypatch)
    return state_of(tmp_path)


@pytest.fixture
def store(state) -> Iterator[Store]:
    store = open_store(state)
    epochs.remember_card(store, MODEL, card_json=CARD.to_json(), now=0.0)
    epochs.open_epoch(store, EPOCH.model_copy(update={"id": 0}), now=0.0)
    yield store
    store.engine.dispose()
