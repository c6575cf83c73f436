"""Epochs: which model answers under which threshold, from when to when; and the cards of all models that answered."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, insert, select, update

from peel import problem
from peel.feedback import tables
from peel.feedback.store import Store, alone, insert_new, joined, looked
from peel.types.bundle import Card
from peel.types.watch import Epoch

_ROWS = tables.epochs.c
_AHEAD_S = 3_600  # what lies further ahead was written by a clock that was wrong


def current(where: Store | Connection) -> Epoch | None:
    """The epoch that is open; None before the first."""
    with looked(where) as connection:
        return _open(connection)


def every(store: Store) -> list[Epoch]:
    """All epochs, the earliest first."""
    with store.reading() as connection:
        rows = connection.execute(select(tables.epochs).order_by(_ROWS.id)).mappings()
        return [_epoch(row) for row in rows]


def open_epoch(where: Store | Connection, epoch: Epoch, *, now: float) -> Epoch:
    """Open `epoch` at `now` and close the one before with its incidents, in one transaction.

    Where the same model under the same thresholds is watched already, that epoch goes on: a server that starts again changes
    nothing. One that is not `fresh` always begins anew: it follows a dip that somebody acknowledged. No epoch begins before the
    one before it, but where that was opened by a clock that ran far ahead.
    """
    with joined(where) as connection:
        alone(connection)
        before = _open(connection)
        if before and epoch.fresh and _is_same(before, epoch):
            return before
        is_sound = before is not None and before.opened_at <= now + _AHEAD_S
        at = max(now, before.opened_at) if before and is_sound else now
        connection.execute(
            update(tables.epochs).where(_ROWS.closed_at.is_(None)).values(closed_at=at)
        )
        table = tables.incidents
        left = update(table).where(table.c.closed_at.is_(None))
        connection.execute(left.values(closed_at=at, handled=epoch.why))
        row = epoch.model_dump(exclude={"schema_", "id", "closed_at"})
        row |= {"opened_at": at, "classes": json.dumps(epoch.classes, sort_keys=True)}
        connection.execute(insert(tables.epochs).values(row))
        opened = _open(connection)
    assert opened is not None
    return opened


def remember_card(where: Store | Connection, digest: str, *, card_json: str, now: float) -> None:
    """Keep the card of a model that answers: it says for ever what its outputs and labels mean."""
    with joined(where) as connection:
        row = {"model": digest, "card": card_json, "at": now}
        insert_new(connection, tables.cards, rows=[row])


def card(where: Store | Connection, digest: str) -> Card | None:
    """The card of the model with this digest."""
    with looked(where) as connection:
        text = connection.scalar(select(tables.cards.c.card).where(tables.cards.c.model == digest))
    return None if text is None else Card.model_validate_json(text)


def kind(where: Store | Connection) -> problem.Problem | None:
    """The kind of the model that answers now."""
    epoch = current(where)
    now = card(where, epoch.model) if epoch else None
    return None if now is None else problem.find(now.kind)


def names(where: Store | Connection, model: str = "") -> tuple[str, ...]:
    """The names that a model knows, or the one of now."""
    epoch = current(where)
    known = card(where, model or (epoch.model if epoch else ""))
    return known.space.names if known else ()


def _is_same(one: Epoch, other: Epoch) -> bool:
    return (one.model, one.tau, one.classes) == (other.model, other.tau, other.classes)


def _open(connection: Connection) -> Epoch | None:
    newest = select(tables.epochs).where(_ROWS.closed_at.is_(None)).order_by(_ROWS.id.desc())
    row = connection.execute(newest.limit(1)).mappings().first()
    return None if row is None else _epoch(row)


def _epoch(row: Any) -> Epoch:
    return Epoch(**{**row, "classes": json.loads(row["classes"])})
