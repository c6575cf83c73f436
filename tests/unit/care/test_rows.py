import json

import pytest
from sqlalchemy import insert, select

from peel.care import rows
from peel.feedback import labels, tables, tickets
from peel.feedback.store import open_store
from peel.project.state import state_of
from tests.unit.feedback.conftest import MINT, answer, said

ITEM, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    store = open_store(state_of(tmp_path))
    known = [
        answer(1.0, item=ITEM, source="door"),
        answer(2.0, item=OTHER, source="roof"),
        answer(3.0, item="ef" * 32, source="door", key="k2"),
        answer(4.0, item=OTHER, source="door"),
    ]
    with store.writing() as connection:
        tickets.add(connection, known)
        happened = {"at": 1.0, "type": "x", "data": json.dumps({"item": ITEM, "also": OTHER})}
        connection.execute(insert(tables.happened).values(happened))
    labels.add(store, [said(each.ticket) for each in known], mint=MINT)
    return store


def count(store, table):
    with store.reading() as connection:
        return len(connection.execute(select(table)).all())


def test_picture_goes_with_its_labels(store):
    with store.writing() as connection:
        assert rows.erase(connection, {ITEM}) == (1, 1)
    assert (count(store, tables.tickets), count(store, tables.labels)) == (3, 3)


def test_source_goes_with_all_its_answers(store):
    with store.writing() as connection:
        assert rows.erase(connection, set(), source="door").tickets == 3


@pytest.mark.parametrize("name", ["roof", "k9/roof", "k9"])
def test_source_is_known_within_its_key(store, name):
    told = [answer(5.0, item="12" * 32, source="k9/roof", key="k9")]
    with store.writing() as connection:
        tickets.add(connection, told)
    assert "12" * 32 in rows.items_of(store, name)[0]
    assert rows.items_of(store, "oof")[0] == set()


def test_labels_of_the_source_go_too(store):
    with store.writing() as connection:
        assert rows.erase(connection, set(), source="ann") == (0, 4)


def test_pictures_of_others_are_told_apart(store):
    assert rows.items_of(store, "door") == ({ITEM, "ef" * 32}, {OTHER})
    assert rows.items_of(store, "k2")[0] == {"ef" * 32}


def test_what_was_told_in_passing_is_blotted(store):
    with store.writing() as connection:
        rows.erase(connection, {ITEM})
        told = json.loads(connection.scalar(select(tables.happened.c.data)))
    assert told == {"item": "forgotten", "also": OTHER}


def test_renamed_model_is_renamed_everywhere(store):
    with store.writing() as connection:
        rows.rename(connection, {"m" * 64: "n" * 64})
        assert set(connection.scalars(select(tables.tickets.c.model))) == {"n" * 64}


def test_deleted_row_leaves_the_file(store, tmp_path):
    with store.writing() as connection:
        rows.erase(connection, {ITEM})
    assert rows.scrub(store)
    files = [path for path in state_of(tmp_path).folder.iterdir() if path.is_file()]
    assert [path.name for path in files if ITEM.encode() in path.read_bytes()] == []
