"""The audit: answers that were drawn by the secret key, with the labels that stand for them."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, exists, select

from peel.feedback import tables, tickets
from peel.feedback.labels import pairs
from peel.feedback.store import Store
from peel.types.ticket import Audited, Ticket
from peel.types.watch import Epoch

_LABELS, _TICKETS = tables.labels.c, tables.tickets.c


def audited(store: Store, epoch: Epoch) -> list[Audited]:
    """The audit of an epoch, in the order of its tickets: answered by its model while it was open."""
    return list(each(store, epoch))


def each(store: Store, epoch: Epoch) -> Iterator[Audited]:
    """The same, one by one: with a thousand names a ticket's outputs take 30 kB of memory."""
    with store.reading() as connection:
        yield from pairs(connection, _of(epoch))


def undecided(store: Store, limit: int) -> list[Ticket]:
    """Drawn answers that nobody but the public has labelled and whose picture is kept, the newest first."""
    said = _LABELS.ticket == _TICKETS.ticket
    answered = exists().where(said, _LABELS.trust != "public")
    asked = select(tables.tickets).where(_TICKETS.audited, _TICKETS.kept, ~answered)
    with store.reading() as connection:
        rows = connection.execute(asked.order_by(_TICKETS.at.desc()).limit(limit)).mappings()
        return [tickets.of_row(row) for row in rows]


def _of(epoch: Epoch) -> ColumnElement[bool]:
    drawn = and_(_TICKETS.model == epoch.model, _TICKETS.audited, _TICKETS.at >= epoch.opened_at)
    return drawn if epoch.closed_at is None else and_(drawn, _TICKETS.at < epoch.closed_at)
