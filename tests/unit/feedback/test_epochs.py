"""One epoch is open; the one before is closed by it."""

from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.feedback import epochs
from tests.unit.feedback.conftest import epoch


def test_first_epoch_is_open(store):
    assert epochs.current(store) is None
    opened = epochs.open_epoch(store, epoch(classes={"cat": 0.5}), now=5.0)
    assert epochs.current(store) == opened
    assert (opened.opened_at, opened.closed_at, opened.classes) == (5.0, None, {"cat": 0.5})


def test_restarted_server_changes_nothing(store):
    opened = epochs.open_epoch(store, epoch(), now=5.0)
    assert epochs.open_epoch(store, epoch(why="again"), now=9.0) == opened


@pytest.mark.parametrize("other", [{"model": "n" * 64}, {"tau": 0.8}, {"classes": {"cat": 0.5}}])
def test_another_watch_closes_the_one_before(store, other):
    epochs.open_epoch(store, epoch(), now=5.0)
    opened = epochs.open_epoch(store, epoch(**other), now=9.0)
    assert [one.closed_at for one in epochs.every(store)] == [9.0, None]
    assert epochs.current(store) == opened


def test_acknowledged_dip_begins_anew_each_time(store):
    epochs.open_epoch(store, epoch(), now=1.0)
    first = epochs.open_epoch(store, epoch(fresh=False), now=2.0)
    second = epochs.open_epoch(store, epoch(fresh=False), now=3.0)
    assert first.id != second.id
    assert epochs.open_epoch(store, epoch(), now=4.0) == second


def test_clock_that_ran_back_overlaps_nothing(store):
    epochs.open_epoch(store, epoch(), now=9.0)
    epochs.open_epoch(store, epoch(tau=0.8), now=1.0)
    assert [(one.opened_at, one.closed_at) for one in epochs.every(store)] == [
        (9.0, 9.0),
        (9.0, None),
    ]


def test_clock_that_ran_ahead_holds_nothing_back(store):
    year = 31_536_000.0
    epochs.open_epoch(store, epoch(), now=9.0 + year)
    opened = epochs.open_epoch(store, epoch(fresh=False), now=9.0)
    assert (opened.opened_at, epochs.every(store)[0].closed_at) == (9.0, 9.0)


def _break(store):
    with store.writing() as connection:
        epochs.open_epoch(connection, epoch(), now=1.0)
        connection.exec_driver_sql("no such statement")


def test_epoch_belongs_to_its_transaction(store):
    with pytest.raises(PeelError, match="P831"):
        _break(store)
    assert epochs.current(store) is None


def test_cards_are_kept_by_digest(store, make_bundle):
    text = make_bundle("one").joinpath("bundle.json").read_text("utf-8")
    for _ in range(2):
        epochs.remember_card(store, "a" * 64, card_json=text, now=1.0)
    assert epochs.card(store, "a" * 64).to_json() == text
    assert epochs.card(store, "b" * 64) is None
