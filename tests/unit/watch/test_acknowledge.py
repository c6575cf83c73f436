"""A person has seen the red."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from peel.errors import PeelError
from peel.feedback import epochs, ledger, tables
from peel.feedback.store import open_store
from peel.watch.acknowledge import acknowledge


def test_acknowledgement_stands_in_the_ledger(store):
    one = {"epoch": 1, "name": "", "opened_at": 2.0, "evidence": "{}", "handled": ""}
    with store.writing() as connection:
        connection.execute(insert(tables.incidents).values(one))
    opened = acknowledge(store, "ann", now=5.0)
    (entry,) = ledger.read(store)
    assert (entry.who, entry.what, entry.details["epoch"]) == ("ann", "acknowledge", 1)
    assert (opened.fresh, opened.why, opened.opened_at) == (False, "acknowledged by ann", 5.0)


def test_slip_drops_no_evidence(store):
    before = epochs.current(store)
    with pytest.raises(PeelError, match="P862"):
        acknowledge(store, "ann", now=5.0)
    assert (epochs.current(store), ledger.read(store)) == (before, [])


def test_store_without_a_model_is_refused(state):
    with pytest.raises(PeelError, match="P860"):
        acknowledge(open_store(state), "ann", now=5.0)
