"""The ledger on the command line."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from peel.cli.main import run
from peel.feedback import ledger, tables
from peel.feedback.store import open_store
from peel.project.state import state_of
from peel.types.ledger import Deed


@pytest.fixture
def store(tmp_path, monkeypatch):
    """A store with two rows in its ledger."""
    monkeypatch.chdir(tmp_path)
    store = open_store(state_of(tmp_path))
    for who in ("ann", "bob"):
        ledger.note(store, Deed(who=who, what="promote", details={"version": "v1.0.0"}), now=0.0)
    return store


def test_whole_ledger_is_said_to_be(store, capsys):
    assert run(["audit", "verify"]) == 0
    assert ledger.read(store)[-1].digest in capsys.readouterr().out.replace("\n", "")


def test_changed_row_is_named(store, capsys):
    with store.writing() as connection:
        connection.execute(update(tables.ledger).where(tables.ledger.c.seq == 2).values(who="eve"))
    assert run(["audit", "verify"]) == 1
    assert "Row 2" in capsys.readouterr().out


def test_rows_cut_off_are_noticed(store, capsys):
    run(["audit", "verify"])
    with store.writing() as connection:
        connection.execute(delete(tables.ledger).where(tables.ledger.c.seq == 2))
    capsys.readouterr()
    assert run(["audit", "verify"]) == 1
    assert "Row 2" in capsys.readouterr().out


def test_rows_are_listed(store, capsys):
    assert run(["audit", "list"]) == 0
    shown = capsys.readouterr().out
    assert shown.index("ann") < shown.index("bob")
    assert "1970-01-01T00:00:00Z" in shown
    assert store
