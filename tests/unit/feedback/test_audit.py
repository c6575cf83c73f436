"""The audit in the order of its tickets, and what nobody has answered."""

from __future__ import annotations

import time

import numpy as np
import pytest
from sqlalchemy import insert

from peel.feedback import audit, epochs, labels, tables, tickets
from tests.unit.feedback.conftest import MINT, answer, epoch, said


def _keep(store, rows):
    with store.writing() as connection:
        tickets.add(connection, rows)


def test_audit_holds_what_was_drawn(store):
    other = {"model": "o" * 64}
    rows = [
        answer(3.0),
        answer(1.0),
        answer(2.0, audited=False),
        answer(2.5, **other),
        answer(10.0),
    ]
    _keep(store, rows)
    labels.add(store, [said(rows[0].ticket)], mint=MINT)
    found = audit.audited(store, epoch(opened_at=1.0, closed_at=10.0))
    assert [(pair.ticket.at, pair.label is None) for pair in found] == [(1.0, True), (3.0, False)]


def test_open_epoch_has_no_end(store):
    _keep(store, [answer(3.0)])
    opened = epochs.open_epoch(store, epoch(), now=1.0)
    assert len(audit.audited(store, opened)) == 1


def test_auditors_alone_answer_questions(store):
    """Staff and partners report what is wrong: those pictures have to be seen by an auditor like all others."""
    rows = [answer(float(n)) for n in range(4)]
    _keep(store, [*rows, answer(9.0, kept=False), answer(9.0, audited=False)])
    others = [
        said(row.ticket, trust=trust)
        for row, trust in zip(rows, ["auditor", "staff", "partner", "public"], strict=True)
    ]
    labels.add(store, others, mint=MINT)
    assert [ticket.at for ticket in audit.undecided(store, 10)] == [3.0, 2.0, 1.0]
    assert len(audit.undecided(store, 2)) == 2
    waiting = {ticket.item for ticket in audit.undecided(store, 10)}
    assert audit.told_of(store) == (4, len(waiting))


def test_oldest_open_day_is_asked_first(store):
    """Then days that are closed, and models of before: their labels count for the watch no more."""
    opened = epochs.open_epoch(store, epoch(), now=1.0)
    day = 86_400.0
    rows = [answer(day * at) for at in (0.5, 3.5, 2.5, 1.5)]
    _keep(store, [*rows, answer(day * 9, model="o" * 64)])
    with store.writing() as connection:
        closed = {"epoch": opened.id, "day": 1, "closed_at": 0.0, "label": 0}
        connection.execute(insert(tables.cohorts).values(closed))
    found = [ticket.at / day for ticket in audit.undecided(store, 10)]
    assert found == [0.5, 2.5, 3.5, 9, 1.5]


def test_label_that_may_not_stand_steps_back(store):
    row = answer(3.0)
    _keep(store, [row])
    labels.add(store, [said(row.ticket), said(row.ticket, "dog", by="bob", at=2.0)], mint=MINT)
    (newest,) = audit.each(store, epoch())
    (first,) = audit.each(store, epoch(), counts=lambda at, label: at == 3.0 and label.by == "ann")
    assert (newest.label.label, first.label.label) == ("dog", "cat")


@pytest.mark.slow
def test_many_answers_are_read_quickly(store):
    shares = np.random.default_rng(0).dirichlet(np.ones(20), 10_000).astype(np.float32)
    rows = [answer(float(n), outputs={"probabilities": p.tolist()}) for n, p in enumerate(shares)]
    _keep(store, rows)
    labels.add(store, [said(row.ticket) for row in rows], mint=MINT)
    start = time.process_time()
    found = audit.audited(store, epoch())
    assert time.process_time() - start < 3
    assert all(pair.label for pair in found)
