"""The store as a file: made, opened again, refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import insert, select, text, update

from peel.errors import PeelError
from peel.feedback import labels, tables, tickets
from peel.feedback.store import is_full, open_store
from peel.project.state import state_of
from tests.unit.feedback.conftest import MINT, answer, said


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    return state_of(tmp_path)


def test_store_is_made_once(state):
    with open_store(state).writing() as connection:
        connection.execute(insert(tables.looks).values(split="a", n=3))
    with open_store(state).reading() as connection:
        assert connection.scalar(select(tables.looks.c.n)) == 3


def test_broken_transaction_never_was(state):
    store = open_store(state)
    row = insert(tables.looks).values(split="a", n=3)
    with pytest.raises(PeelError, match="P831"), store.writing() as connection:
        [connection.execute(row) for _ in range(2)]
    with store.reading() as connection:
        assert connection.scalar(select(tables.looks.c.n)) is None


def test_commit_is_on_disk(state):
    with open_store(state).reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_store_of_another_form_is_refused(state):
    with open_store(state).writing() as connection:
        connection.execute(update(tables.meta).values(value="99"))
    with pytest.raises(PeelError, match="P832"):
        open_store(state)


def test_database_that_is_none_is_refused(state):
    state.folder.mkdir(parents=True)
    state.store.write_bytes(b"no database" * 100)
    with pytest.raises(PeelError, match="P831"):
        open_store(state)


def test_absent_server_is_refused(state, monkeypatch):
    url = "postgresql+psycopg://peel:secret@127.0.0.1:9/peel"
    monkeypatch.setenv("PEEL_STORE_URL", url)
    with pytest.raises(PeelError, match="P831") as refused:
        open_store(state)
    assert "secret" not in str(refused.value)


def test_file_moved_away_is_not_written(state):
    """Nor made anew; what is back goes on."""
    store, away = open_store(state), state.folder / "away"
    with store.writing() as connection:
        connection.execute(insert(tables.looks).values(split="a", n=3))
    state.store.rename(away)
    for begin in (store.writing, store.reading):
        with pytest.raises(PeelError, match="P831"), begin():
            pass
    assert not state.store.exists()
    away.rename(state.store)
    with store.reading() as connection:
        assert connection.scalar(select(tables.looks.c.n)) == 3


def test_vanished_store_is_not_made_anew(state):
    """An installation with a model had one."""
    state.folder.mkdir(parents=True)
    state.pointer.write_text("{}")
    with pytest.raises(PeelError, match=r"P831 .*the file is gone"):
        open_store(state)
    assert not state.store.exists()
    state.store.touch()  # whoever wants an empty one
    open_store(state)


def test_reader_waits_for_no_writer(state):
    store = open_store(state)
    with store.writing() as writing:
        writing.execute(insert(tables.looks).values(split="a", n=3))
        with store.reading() as connection:
            assert connection.scalar(select(tables.looks.c.n)) is None


def test_full_disk_is_told_apart():
    full, gone = (
        PeelError("P831", "no", got=got, allowed="", do="")
        for got in ("sqlite:///a: database or disk is full", "sqlite:///a: unable to open")
    )
    assert [is_full(full), is_full(gone)] == [True, False]


def test_only_the_owner_reads_the_store(state):
    with open_store(state).writing() as connection:
        connection.execute(insert(tables.looks).values(split="a", n=3))
    files = list(state.folder.glob("store.db*"))
    assert len(files) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)


def test_two_may_make_the_store_at_once(state):
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: open_store(state), range(8)))
    assert len(stores) == 8


@pytest.mark.parametrize(
    "url", ["secret", "mysql://a:secret@h/peel", "://secret", "postgresql://a:secret@h:port/b"]
)
def test_odd_address_is_refused(state, monkeypatch, url):
    monkeypatch.setenv("PEEL_STORE_URL", url)
    with pytest.raises(PeelError, match="P831") as refused:
        open_store(state)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "begins", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"]
)
def test_address_of_postgres_may_begin_otherwise(state, monkeypatch, begins):
    monkeypatch.setenv("PEEL_STORE_URL", f"{begins}://peel:secret@127.0.0.1:9/peel")
    with pytest.raises(PeelError, match=r"P831 .*127\.0\.0\.1:9/peel: connection"):
        open_store(state)


def test_earlier_store_gets_its_columns(state):
    store, row = open_store(state), answer(1.0, width=40, height=30)
    with store.writing() as connection:
        for name in ("width", "height"):
            connection.execute(text(f"ALTER TABLE tickets DROP COLUMN {name}"))
        for name in ("reach_right", "reach_down"):
            connection.execute(text(f"ALTER TABLE quarantine DROP COLUMN {name}"))
        old = {k: v for k, v in tickets.row_of(row).items() if k not in ("width", "height")}
        columns = ", ".join(f'"{name}"' for name in old)
        values = ", ".join(f":{name}" for name in old)
        connection.execute(text(f"INSERT INTO tickets ({columns}) VALUES ({values})"), old)
    store.engine.dispose()
    again, new = open_store(state), answer(2.0, width=40, height=30)
    with again.writing() as connection:
        tickets.add(connection, [new])
        labels.add(connection, [said(MINT.new(3.0), reach=(9, 9))], mint=MINT)
        assert connection.scalars(select(tables.quarantine.c.reach_down)).all() == [9]
    assert tickets.find(again, row.ticket) == row.model_copy(update={"width": 0, "height": 0})
    assert tickets.find(again, new.ticket) == new
