"""Another file in the store's place, beside the log of the one before: real files, real SQLite."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from peel.errors import PeelError
from peel.feedback import tables
from peel.feedback.pair import NOTE, Pair
from peel.feedback.store import open_store
from peel.project.state import state_of

_ASK = """
import sys
from pathlib import Path
from peel.feedback.store import open_store
from peel.project.state import state_of
with open_store(state_of(Path(sys.argv[1]))).reading() as connection:
    print(connection.exec_driver_sql("SELECT max(split) FROM looks").scalar())
"""


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    return state_of(tmp_path / "one")


@pytest.fixture
def store(state):
    """Open, with a log that holds what the file does not."""
    found = open_store(state)
    _keep(found, "a")
    with contextlib.closing(sqlite3.connect(state.store)) as connection:
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
    with found.writing() as connection:
        connection.execute(insert(tables.cards).values(model="m", card="x" * 9000, at=1.0))
    return found


@pytest.fixture
def other(tmp_path):
    """A whole store of other rows, in one file."""
    state = state_of(tmp_path / "other")
    made = open_store(state)
    _keep(made, "b")
    made.engine.dispose()
    assert not state.store.with_name("store.db-wal").exists()
    return state.store


def test_file_put_there_stays_whole(store, state, other):
    """Who has the old one open refuses, again and again, and leaves nothing in the new one when it ends."""
    data = other.read_bytes()
    other.replace(state.store)
    for begin in (store.writing, store.reading, store.writing):
        with pytest.raises(PeelError, match=r"P831 .*another file .*do: .*peel down"), begin():
            pass
    store.engine.dispose()
    assert state.store.read_bytes() == data


def test_open_transaction_ends_in_its_file(store, state, other):
    """What was begun before ends where it was begun."""
    data = other.read_bytes()
    with store.writing() as connection:
        connection.execute(insert(tables.looks).values(split="c", n=1))
        other.replace(state.store)
    store.engine.dispose()
    assert state.store.read_bytes() == data


@pytest.mark.slow
def test_new_process_refuses_as_well(store, state, other, tmp_path):
    """It would write the old log into the file; without the log the file is read."""
    data = other.read_bytes()
    other.replace(state.store)
    asked = [sys.executable, "-c", _ASK, str(tmp_path / "one")]
    refused = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert "P831" in refused.stderr
    assert state.store.read_bytes() == data
    store.engine.dispose()
    for path in state.folder.glob("store.db-*"):
        path.unlink()
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout == "b\n"


def test_file_before_goes_on_when_back(store, state, other):
    mine = state.store.rename(state.folder / "mine")
    shutil.copy(other, state.store)
    with pytest.raises(PeelError, match="P831"), store.reading():
        pass
    mine.replace(state.store)
    assert _kept(store) == ["a"]


def test_moved_together_they_are_read(store, state):
    """A folder that was copied whole, with the log of a process that was killed."""
    copied = state_of(state.folder.parent.parent.with_name("copy"))
    shutil.copytree(state.folder, copied.folder)
    assert _kept(open_store(copied)) == _kept(store) == ["a"]


def test_unwritten_note_harms_nothing(state):
    state.folder.mkdir(parents=True)
    (state.folder / NOTE).mkdir()
    made = open_store(state)
    _keep(made, "a")
    assert _kept(made) == ["a"]


def test_absent_file_is_told(tmp_path: Path):
    with pytest.raises(PeelError, match=r"P831 .*the file is gone"):
        Pair(tmp_path / "store.db").check()


def _keep(store, split):
    with store.writing() as connection:
        connection.execute(insert(tables.looks).values(split=split, n=3))


def _kept(store):
    with store.reading() as connection:
        return list(connection.scalars(select(tables.looks.c.split)))
