"""The audit: answers that were drawn by the secret key, with the labels that stand for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import ColumnElement, and_, case, exists, false, func, select

from peel.feedback import epochs, tables, tickets
from peel.feedback.labels import anything, pairs
from peel.feedback.store import Store
from peel.types.ticket import Audited, Label, Ticket
from peel.types.watch import Epoch

_LABELS, _TICKETS, _DAYS = tables.labels.c, tables.tickets.c, tables.cohorts.c
_DAY_S = 86_400


def audited(store: Store, epoch: Epoch) -> list[Audited]:
    """The audit of an epoch, in the order of its tickets: answered by its model while it was open."""
    return list(each(store, epoch))


def each(
    store: Store, epoch: Epoch, *, counts: Callable[[float, Label], bool] = anything
) -> Iterator[Audited]:
    """The same, one by one: with a thousand names a ticket's outputs take 30 kB of memory.

    `counts` says of a ticket's time and a label whether that label may stand.
    """
    with store.reading() as connection:
        yield from pairs(connection, _of(epoch), counts=counts)


def undecided(store: Store, limit: int) -> list[Ticket]:
    """Drawn answers that no auditor has labelled and whose picture is kept.

    First those that still count for the watch, the oldest first, so that days get whole; then the others, the newest first.
    What staff, partners or the public said answers nothing: they tell what is wrong.
    """
    asked = select(tables.tickets).where(_waits())
    with store.reading() as connection:
        epoch = epochs.current(connection)
        awaited = false() if epoch is None else and_(_of(epoch), ~_is_closed(epoch))
        ordered = asked.order_by(
            case((awaited, 0), else_=1),
            case((awaited, _TICKETS.at), else_=-_TICKETS.at),
            _TICKETS.ticket,
        )
        rows = connection.execute(ordered.limit(limit)).mappings()
        return [tickets.of_row(row) for row in rows]


def told_of(store: Store) -> tuple[int, int]:
    """How many answers got a label, and how many pictures wait for an auditor's."""
    with store.reading() as connection:
        came = connection.scalar(select(func.count(_LABELS.ticket.distinct())))
        wait = connection.scalar(select(func.count(_TICKETS.item.distinct())).where(_waits()))
    return came or 0, wait or 0


def _waits() -> ColumnElement[bool]:
    said = _LABELS.ticket == _TICKETS.ticket
    answered = exists().where(said, _LABELS.trust == "auditor")
    return and_(_TICKETS.audited, _TICKETS.kept, ~answered)


def _is_closed(epoch: Epoch) -> ColumnElement[bool]:
    """Whether the watch has closed the day of a ticket."""
    begins = _DAYS.day * _DAY_S
    during = and_(begins <= _TICKETS.at, _TICKETS.at < begins + _DAY_S)
    return exists().where(_DAYS.epoch == epoch.id, during)


def _of(epoch: Epoch) -> ColumnElement[bool]:
    drawn = and_(_TICKETS.model == epoch.model, _TICKETS.audited, _TICKETS.at >= epoch.opened_at)
    return drawn if epoch.closed_at is None else and_(drawn, _TICKETS.at < epoch.closed_at)
