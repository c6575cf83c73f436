"""A store in a file, a mint, and answers to keep."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from sqlalchemy import create_engine

from peel.feedback import epochs, labels, pictures, tables, tickets
from peel.feedback.store import Store, open_store
from peel.feedback.tickets import Mint
from peel.project.state import State, state_of
from peel.types.label_space import LabelSpace
from peel.types.ticket import Label, Ticket
from peel.types.watch import Epoch

MINT = Mint("ticket key", "audit key")
ITEMS = [f"{n:064x}" for n in range(4)]


def answer(at: float = 0.0, **other: Any) -> Ticket:
    """An answer with a ticket of the mint."""
    fields: dict[str, Any] = {
        "ticket": MINT.new(at),
        "at": at,
        "model": "m" * 64,
        "version": "v1.0.0",
        "source": "camera",
        "key": "k1",
        "item": "ab" * 32,
        "group": "ab",
        "part": "train-new",
        "audited": True,
        "rate": 0.05,
        "kept": True,
        "outputs": {"probabilities": [0.75, 0.25]},
    }
    return Ticket(**{**fields, **other})


def said(ticket: str, label: str = "cat", **other: Any) -> Label:
    """What an auditor says of a ticket."""
    fields: dict[str, Any] = {"by": "ann", "trust": "auditor", "client": "1", "at": 1.0}
    return Label(ticket=ticket, label=label, **{**fields, **other})


def epoch(**other: Any) -> Epoch:
    """The time under a model."""
    fields: dict[str, Any] = {
        "model": "m" * 64,
        "version": "v1.0.0",
        "tau": 0.9,
        "opened_at": 0.0,
        "why": "the first model",
    }
    return Epoch(**{**fields, **other})


def choose_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file; or, empty, the database that TESTED_STORE names: tests/e2e/test_postgres.py runs the same tests on it."""
    url = os.environ.get("TESTED_STORE")
    if url is None:
        monkeypatch.delenv("PEEL_STORE_URL", raising=False)
        return
    monkeypatch.setenv("PEEL_STORE_URL", url)
    engine = create_engine(url)
    tables.METADATA.drop_all(engine)
    engine.dispose()


@pytest.fixture
def state(tmp_path, monkeypatch) -> State:
    choose_store(monkeypatch)
    return state_of(tmp_path)


@pytest.fixture
def store(state) -> Iterator[Store]:
    store = open_store(state)
    yield store
    store.engine.dispose()


@pytest.fixture
def asked(store, state, make_bundle):
    """Four drawn answers of a model, with their pictures; the first one has a label."""
    space = LabelSpace(names=("cat", "cow", "dog"))
    card = make_bundle("one", space=space).joinpath("bundle.json").read_text("utf-8")
    epochs.remember_card(store, "m" * 64, card_json=card, now=0.0)
    epochs.open_epoch(store, epoch(), now=0.0)
    rows = [answer(float(n), item=item) for n, item in enumerate(ITEMS)]
    with store.writing() as connection:
        tickets.add(connection, rows)
    for item in ITEMS:
        pictures.keep(state, item, picture=np.zeros((4, 4, 3), np.uint8))
    labels.add(store, [said(rows[0].ticket)], mint=MINT)
    return rows


@pytest.fixture
def two(store, make_bundle):
    """Two answers of a model for several labels a picture, one of which is called as two are written."""
    space = LabelSpace(
        names=("beach", "people", "noise|row"), decision={"thresholds": [0.5, 0.5, 0.5]}
    )
    card = (
        make_bundle("two", kind="multilabel", space=space)
        .joinpath("bundle.json")
        .read_text("utf-8")
    )
    epochs.remember_card(store, "m" * 64, card_json=card, now=0.0)
    rows = [answer(float(n), item=item) for n, item in enumerate(ITEMS[:2])]
    with store.writing() as connection:
        tickets.add(connection, rows)
    epochs.open_epoch(store, epoch(), now=0.0)
    return rows
