"""Whether a turn of the watch would find anything new: asked every few seconds, so by counting alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, delete, exists, insert, select

from peel.feedback import tables
from peel.feedback.store import Store
from peel.params.sections import Watch
from peel.types.watch import Epoch
from peel.watch.cohorts import DAY_S, GRACE_S, Closing, Tally, is_over
from peel.watch.scoring import AUDITORS

_KEY = "watch.turned"


class Look(NamedTuple):
    """By which settings, with which days closed before, and when somebody looks."""

    settings: Watch
    known: Mapping[int, Closing]
    now: float


def is_due(store: Store, epoch: Epoch, *, look: Look) -> bool:
    """Whether a day is to be closed, or one has passed since the last turn; labels of open days change nothing."""
    with store.reading() as connection:
        if _turned(connection) != _stamp(epoch, look.now):
            return True
        days = _tallies(
            connection, epoch, since=look.now - (look.settings.deadline_days + 2) * DAY_S
        )
    return any(
        is_over(day, look.settings, now=look.now) for day in days if day.day not in look.known
    )


def mark(connection: Connection, epoch: Epoch, *, now: float) -> None:
    """Note that a turn was made."""
    connection.execute(delete(tables.meta).where(tables.meta.c.key == _KEY))
    connection.execute(insert(tables.meta).values(key=_KEY, value=_stamp(epoch, now)))


def _turned(connection: Connection) -> str | None:
    return connection.scalar(select(tables.meta.c.value).where(tables.meta.c.key == _KEY))


def _stamp(epoch: Epoch, now: float) -> str:
    return f"{epoch.id} {int((now - GRACE_S) // DAY_S)}"


def _tallies(connection: Connection, epoch: Epoch, *, since: float) -> list[Tally]:
    """Of days that can still be open: the first look of a day closes all that are older."""
    tickets, labels = tables.tickets.c, tables.labels.c
    is_answered = exists().where(labels.ticket == tickets.ticket, labels.trust.in_(AUDITORS))
    drawn = (
        (tickets.model == epoch.model)
        & tickets.audited
        & (tickets.at >= max(epoch.opened_at, since // DAY_S * DAY_S))
    )
    asked: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for at, done in connection.execute(select(tickets.at, is_answered).where(drawn)):
        asked[int(at // DAY_S)] += 1
        answered[int(at // DAY_S)] += bool(done)
    return [Tally(day, asked[day], answered[day]) for day in asked]
