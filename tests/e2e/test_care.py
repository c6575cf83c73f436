"""A backup of a real PostgreSQL comes back in another one and in a file, and what was forgotten leaves its files."""

import contextlib

import pytest
from sqlalchemy import text

from peel.care import rows
from peel.care.backup import Asked, backup
from peel.care.copy import is_empty
from peel.care.home import home_of
from peel.care.restore import restore
from peel.errors import PeelError
from peel.feedback import happened, labels, tickets
from peel.feedback.store import open_store
from peel.project.state import state_of
from tests.unit.feedback.conftest import MINT, answer, said

pytestmark = pytest.mark.e2e
NOW = 1_800_000_000.0
ITEM = "ab" * 32


@pytest.fixture
def home(postgres, tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_STORE_URL", postgres.fresh())
    home = home_of(tmp_path / "here")
    home.state.folder.mkdir(parents=True)
    known = [answer(1.0, ticket=MINT.new(1.0), item=ITEM), answer(2.0, ticket=MINT.new(2.0))]
    with home.store.writing() as connection:
        tickets.add(connection, known)
    labels.add(home.store, [said(one.ticket) for one in known], mint=MINT)
    happened.tell(home.store, "first", data={}, now=1.0)
    yield home, known
    home.store.engine.dispose()


@pytest.fixture
def opened():
    """Opens stores, and closes them."""
    with contextlib.ExitStack() as stack:

        def open_one(state):
            store = open_store(state)
            stack.callback(store.engine.dispose)
            return store

        yield open_one


def test_backup_comes_back_in_another_database(home, postgres, opened, tmp_path, monkeypatch):
    home, known = home
    backup(home, Asked(tmp_path / "b.tar", secrets=False), now=5.0)
    monkeypatch.setenv("PEEL_STORE_URL", postgres.fresh())
    there = state_of(tmp_path / "there")
    restore(there, tmp_path / "b.tar", now=NOW)
    store = opened(there)
    assert tickets.find(store, known[0].ticket) == known[0]
    happened.tell(store, "second", data={}, now=2.0)  # its number is free
    assert [one.id for one in happened.after(store, 0, limit=9)] == [1, 2]


def test_backup_comes_back_in_a_file(home, opened, tmp_path, monkeypatch):
    home, known = home
    backup(home, Asked(tmp_path / "b.tar", secrets=False), now=5.0)
    monkeypatch.delenv("PEEL_STORE_URL")
    there = state_of(tmp_path / "there")
    restore(there, tmp_path / "b.tar", now=NOW)
    assert labels.standing(opened(there), known[1].ticket).label == "cat"


def test_database_in_use_is_not_filled(home, tmp_path):
    home, _ = home
    backup(home, Asked(tmp_path / "b.tar", secrets=False), now=5.0)
    with pytest.raises(PeelError, match="P933"):
        restore(state_of(tmp_path / "there"), tmp_path / "b.tar", now=NOW)
    assert not is_empty(home.store)


def on_disk(store, postgres):
    """The bytes of the file that holds the answers now."""
    plain = store.engine.execution_options(isolation_level="AUTOCOMMIT")
    with plain.connect() as connection:
        table = connection.scalar(text("SELECT pg_relation_filepath('tickets')"))
        connection.execute(text("CHECKPOINT"))
    return (postgres.folder / "data" / table).read_bytes()


def test_deleted_row_leaves_the_database_files(home, postgres):
    home, _ = home
    assert ITEM.encode() in on_disk(home.store, postgres)
    with home.store.writing() as connection:
        assert rows.erase(connection, {ITEM}) == (2, 2)
    assert rows.scrub(home.store)
    assert ITEM.encode() not in on_disk(home.store, postgres)
