"""The ledger: what was changed later is found."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from peel.errors import PeelError
from peel.feedback import ledger, tables
from peel.types.ledger import Deed


@pytest.fixture
def written(store):
    """Five rows."""
    for n in range(5):
        deed = Deed(who="ann", what="promote", details={"version": f"v1.{n}.0"})
        ledger.note(store, deed, now=float(n))
    return store


def test_rows_come_back_in_order(written):
    rows = ledger.read(written)
    assert [row.details["version"] for row in rows] == [f"v1.{n}.0" for n in range(5)]
    assert [row.before for row in rows[1:]] == [row.digest for row in rows[:-1]]


def test_untouched_ledger_is_whole(written):
    assert ledger.verify(written) is None


def test_empty_ledger_is_whole(store):
    assert ledger.verify(store) is None


@pytest.mark.parametrize(
    "change",
    [
        {"who": "bob"},
        {"at": 9.0},
        {"what": "reject"},
        {"details": "{}"},
        {"before": "f" * 64},
        {"digest": "f" * 64},
    ],
)
def test_changed_row_is_named(written, change):
    with written.writing() as connection:
        connection.execute(update(tables.ledger).where(tables.ledger.c.seq == 3).values(change))
    assert ledger.verify(written).seq == 3


def test_missing_row_is_named(written):
    with written.writing() as connection:
        connection.execute(delete(tables.ledger).where(tables.ledger.c.seq == 2))
    assert "missing" in ledger.verify(written).why


def test_rows_cut_off_are_noticed(written):
    newest = ledger.read(written)[-1]
    with written.writing() as connection:
        connection.execute(delete(tables.ledger).where(tables.ledger.c.seq > 3))
    assert ledger.verify(written) is None
    assert ledger.verify(written, seen=(newest.seq, newest.digest)).seq == 4


def test_ledger_written_anew_is_noticed(written):
    newest = ledger.read(written)[-1]
    with written.writing() as connection:
        connection.execute(delete(tables.ledger))
    for _ in range(6):
        ledger.note(written, Deed(who="eve", what="promote"), now=0.0)
    assert ledger.verify(written) is None
    assert ledger.verify(written, seen=(newest.seq, newest.digest)).seq == newest.seq


def _break(store):
    with store.writing() as connection:
        ledger.note(connection, Deed(who="ann", what="rollback"), now=9.0)
        connection.exec_driver_sql("no such statement")


def test_deed_and_row_go_together(written):
    with pytest.raises(PeelError, match="P831"):
        _break(written)
    assert len(ledger.read(written)) == 5
