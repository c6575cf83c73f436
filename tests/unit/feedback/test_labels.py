"""Labels: once each, never changed, and none for what nobody answered."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select

from peel.feedback import labels, tables, tickets
from tests.unit.feedback.conftest import MINT, answer, said


@pytest.fixture
def ticket(store):
    """A ticket that is there."""
    row = answer()
    with store.writing() as connection:
        tickets.add(connection, [row])
    return row.ticket


def _rows(store, table):
    with store.reading() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def test_same_message_is_one_label(store, ticket):
    first = labels.add(store, [said(ticket), said(ticket)], mint=MINT)
    again = labels.add(store, [said(ticket, "dog")], mint=MINT)
    assert (first, again) == (["kept", "same"], ["same"])
    assert [label.label for label in labels.of_ticket(store, ticket)] == ["cat"]


def test_newest_of_most_trusted_stands(store, ticket):
    rows = [
        said(ticket, "cat", at=1.0),
        said(ticket, "cow", at=2.0, client="2"),
        said(ticket, "dog", at=3.0, by="k9", trust="public"),
    ]
    assert labels.add(store, rows, mint=MINT) == ["kept"] * 3
    assert labels.standing(store, ticket).label == "cow"


def test_nothing_stands_without_labels(store, ticket):
    assert labels.standing(store, ticket) is None


def test_forged_tickets_are_kept_nowhere(store, ticket):
    forged = [ticket[:at] + chr(ord(c) ^ 1) + ticket[at + 1 :] for at, c in enumerate(ticket)]
    outcomes = labels.add(store, [said(text) for text in forged], mint=MINT)
    assert set(outcomes) == {"forged"}
    assert _rows(store, tables.labels) == _rows(store, tables.quarantine) == 0


def test_label_waits_for_its_ticket(store):
    late = answer()
    assert labels.add(store, [said(late.ticket)] * 2, mint=MINT) == ["unknown ticket"] * 2
    assert labels.drain(store) == 0
    with store.writing() as connection:
        tickets.add(connection, [late])
    assert labels.drain(store) == 1
    assert labels.standing(store, late.ticket).label == "cat"
    assert _rows(store, tables.quarantine) == 0


def test_one_person_says_only_so_much(store, ticket):
    rows = [said(ticket, client=str(n)) for n in range(labels.MOST_OF_ONE + 5)]
    assert labels.add(store, rows, mint=MINT).count("too many") == 5
    assert labels.add(store, [said(ticket, client="x")], mint=MINT) == ["too many"]
    assert labels.add(store, [said(ticket, client="x", by="bob")], mint=MINT) == ["kept"]


def test_only_so_much_waits(store):
    rows = [said(MINT.new(0)) for _ in range(labels.MOST_WAITING_OF_ONE + 3)]
    assert labels.add(store, rows, mint=MINT).count("too many") == 3
    assert _rows(store, tables.quarantine) == labels.MOST_WAITING_OF_ONE


def test_labels_wait_no_longer_than_a_month(store):
    labels.add(store, [said(MINT.new(0), at=0.0)], mint=MINT)
    labels.add(store, [said(MINT.new(0), at=31 * 86_400.0)], mint=MINT)
    assert _rows(store, tables.quarantine) == 1


def test_trusted_labels_are_found_since(store):
    rows = [answer(float(n)) for n in range(4)]
    with store.writing() as connection:
        tickets.add(connection, rows)
    early, late, public, both = (row.ticket for row in rows)
    given = [
        said(early, at=1.0),
        said(late, at=9.0),
        said(public, at=9.0, trust="public", by="k"),
        said(both, "cow", at=9.0, trust="staff", by="bob"),
        said(both, "dog", at=10.0, trust="public", by="k"),
    ]
    labels.add(store, given, mint=MINT)
    found = labels.trusted_since(store, 5.0, trusts=("auditor", "staff"))
    assert [(pair.ticket.ticket, pair.label.label) for pair in found] == [
        (late, "cat"),
        (both, "cow"),
    ]


@pytest.mark.slow
def test_flood_of_one_key_is_bounded(store, ticket):
    """A key that anybody has sends 100,000 labels: for tickets made up, for one, for ones that are not here."""
    made_up = [f"t_1_{n:016x}_{n:032x}" for n in range(40_000)]
    absent = [MINT.new(float(n)) for n in range(20_000)]
    flood = [*made_up, *[ticket] * 40_000, *absent]
    rows = [said(text, by="k", trust="public", client=str(n)) for n, text in enumerate(flood)]
    start = time.process_time()
    for at in range(0, len(rows), 1_000):
        labels.add(store, rows[at : at + 1_000], mint=MINT)
    assert time.process_time() - start < 20
    assert _rows(store, tables.labels) == labels.MOST_OF_ONE
    assert _rows(store, tables.quarantine) == labels.MOST_WAITING_OF_ONE


def test_boxes_beyond_the_picture_are_not_kept(store):
    small, unknown = answer(1.0, width=40, height=30), answer(2.0)
    with store.writing() as connection:
        tickets.add(connection, [small, unknown])
    told = [
        said(row.ticket, reach=far, client=str(far))
        for far, row in (
            ((40.5, 30), small),
            ((42, 30), small),
            ((40, 32), small),
            ((999, 999), unknown),
        )
    ]
    assert labels.add(store, told, mint=MINT) == ["kept", "outside", "outside", "kept"]
    assert len(labels.of_ticket(store, small.ticket)) == 1


def test_waiting_boxes_are_held_against_their_picture(store):
    late = answer(width=40, height=30)
    told = [said(late.ticket, reach=far, client=str(far)) for far in ((40.5, 30), (42, 30))]
    assert labels.add(store, told, mint=MINT) == ["unknown ticket"] * 2
    with store.writing() as connection:
        tickets.add(connection, [late])
    assert [labels.drain(store), labels.drain(store)] == [1, 0]
    assert [label.client for label in labels.of_ticket(store, late.ticket)] == ["(40.5, 30)"]
    with store.reading() as connection:
        assert connection.scalars(select(tables.quarantine.c.why)).all() == [
            "its boxes lie beyond the picture of its ticket"
        ]
