"""The writer: what it answers for is on disk, and it outlives its database."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time

import numpy as np
import pytest
from sqlalchemy import func, select

from peel.errors import PeelError
from peel.feedback import labels, pictures, tables, tickets
from peel.feedback.writer import Writer
from tests.unit.feedback.conftest import MINT, answer, said


@pytest.fixture
def writer(store, state):
    """A writer that is closed in the end."""
    made = Writer(store, state, mint=MINT)
    yield made
    made.close()


def _count(store, table) -> int:
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def _until(is_so) -> bool:
    """Whether it becomes so within five seconds."""
    end = time.monotonic() + 5
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)
    return is_so()


def test_acknowledged_label_is_there(writer, store):
    ticket = answer()
    assert writer.put_ticket(ticket)
    assert writer.put_labels([said(ticket.ticket)]).result(5) == ["kept"]
    assert labels.standing(store, ticket.ticket).label == "cat"
    assert tickets.find(store, ticket.ticket) == ticket


def test_each_caller_gets_his_outcomes(writer):
    ticket = answer()
    writer.put_ticket(ticket)
    asked = [[said(ticket.ticket)], [said("t_1"), said(ticket.ticket)], []]
    futures = [writer.put_labels(some) for some in asked]
    assert [f.result(5) for f in futures] == [["kept"], ["forged", "same"], []]


def test_tickets_alone_are_written_soon(writer, store):
    for n in range(150):
        writer.put_ticket(answer(float(n)))
    assert _until(lambda: _count(store, tables.tickets) == 150)
    assert writer.counts.written == 150


def test_pictures_are_kept(writer, state):
    ticket = answer()
    writer.put_ticket(ticket)
    writer.put_beside(ticket, np.zeros((4, 4, 3), np.uint8))
    assert _until(lambda: pictures.path(state, ticket.item).exists())


def test_picture_waits_for_its_own_row(writer, state):
    """It came while the answer was being written, without it: what completes the answer comes with the next transaction."""
    row, item = answer(), "cd" * 32
    row = row.model_copy(update={"item": item})
    assert writer._album.hold(row.ticket, np.zeros((4, 4, 3), np.uint8))
    assert writer._write([tickets.row_of(row)], [])
    assert writer._write([{**tickets.row_of(row), "beside": True}], [])
    assert _until(lambda: pictures.path(state, item).exists())


def test_forgotten_answer_keeps_no_picture(writer, state, store):
    gone, other = answer(), answer(6.0, item="e" * 64)
    writer.put_beside(gone, np.zeros((4, 4, 3), np.uint8))
    writer.put_ticket(other)
    writer.put_beside(other, np.zeros((4, 4, 3), np.uint8))
    assert _until(lambda: pictures.path(state, other.item).exists())
    assert tickets.find(store, gone.ticket) is None
    assert not pictures.path(state, gone.item).exists()


def test_picture_that_cannot_be_kept_is_counted(writer, state):
    state.folder.mkdir(parents=True, exist_ok=True)
    state.pictures.write_text("in the way")
    ticket = answer()
    writer.put_ticket(ticket)
    writer.put_beside(ticket, np.zeros((4, 4, 3), np.uint8))
    assert _until(lambda: writer.counts.lost_pictures == 1)


def test_closing_writes_what_waits(store, state):
    writer = Writer(store, state, mint=MINT)
    for n in range(2_500):
        writer.put_ticket(answer(float(n)))
    writer.close()
    assert _count(store, tables.tickets) == 2_500
    assert isinstance(writer.put_labels([]).exception(0), PeelError)


def test_many_callers_share_few_commits(writer, store):
    rows = [answer(float(n)) for n in range(200)]
    for row in rows:
        writer.put_ticket(row)
    futures = [writer.put_labels([said(row.ticket)]) for row in rows]
    assert all(f.result(10) == ["kept"] for f in futures)
    assert _count(store, tables.labels) == 200


@contextlib.contextmanager
def _locked(state):
    """Another program holds the database."""
    other = sqlite3.connect(state.store, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def test_locked_database_refuses_labels_only(writer, store, state):
    ticket = answer()
    writer.put_ticket(ticket)
    assert writer.put_labels([said(ticket.ticket)]).result(5) == ["kept"]
    late = answer(5.0)
    with _locked(state):
        writer.put_ticket(late)
        with pytest.raises(PeelError, match="P831"):
            writer.put_labels([said(late.ticket)]).result(20)
    assert writer.counts.lost == 0
    assert writer.put_labels([said(late.ticket)]).result(20) == ["kept"]
    assert _count(store, tables.labels) == 2


def test_label_of_two_threads_is_one(writer, store):
    ticket = answer()
    writer.put_ticket(ticket)
    outcomes = []

    def send():
        outcomes.extend(writer.put_labels([said(ticket.ticket)]).result(5))

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept"] + ["same"] * 19
    assert _count(store, tables.labels) == 1
