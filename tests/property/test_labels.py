"""Labels in any order, in any parts, however often: the same label counts in the end."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from peel.feedback import labels, tables, tickets
from peel.feedback.store import open_store
from peel.project.state import state_of
from peel.types.ticket import Label
from tests.unit.feedback.conftest import MINT, answer

ROWS = [answer(float(n)) for n in range(3)]
MESSAGES = st.lists(
    st.tuples(
        st.integers(0, 2), st.sampled_from("ab"), st.sampled_from(labels.TRUSTS), st.integers(0, 2)
    ),
    max_size=12,
    unique_by=lambda said: (said[0], said[1], said[3]),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = open_store(state_of(tmp_path_factory.mktemp("store")))
    yield store
    store.engine.dispose()


def _said(place: int, message: tuple) -> Label:
    ticket, by, trust, client = message
    return Label(
        ticket=ROWS[ticket].ticket,
        by=by,
        trust=trust,
        client=str(client),
        label=f"label {place}",
        at=float(place),
    )


def _arrive(store, given_, seed):
    """What counts for each ticket after the messages came in some order, some twice, tickets in the middle."""
    rng = random.Random(seed)
    said = [*given_, *rng.sample(given_, len(given_) // 2)]
    rng.shuffle(said)
    cut = rng.randint(0, len(said))
    with store.writing() as connection:
        for table in (tables.labels, tables.quarantine, tables.tickets):
            connection.execute(delete(table))
    labels.add(store, said[:cut], mint=MINT)
    with store.writing() as connection:
        tickets.add(connection, ROWS)
    labels.add(store, said[cut:], mint=MINT)
    labels.drain(store)
    found = [labels.standing(store, row.ticket) for row in ROWS]
    return [one and one.model_copy(update={"id": 0}) for one in found], [
        len(labels.of_ticket(store, row.ticket)) for row in ROWS
    ]


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(MESSAGES, st.integers(0, 2**16))
def test_order_of_arrival_decides_nothing(store, messages, seed):
    given_ = [_said(place, message) for place, message in enumerate(messages)]
    counts = [
        max(
            (one for one in given_ if one.ticket == row.ticket),
            default=None,
            key=lambda one: (-labels.TRUSTS.index(one.trust), one.at),
        )
        for row in ROWS
    ]
    found, n = _arrive(store, given_, seed)
    assert found == counts
    assert n == [sum(one.ticket == row.ticket for one in given_) for row in ROWS]
