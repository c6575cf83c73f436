"""One turn of the watch: fold the audit of the model that serves, and note each change of colour exactly once."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from peel.feedback import audit, epochs, happened, keys, tables
from peel.feedback.store import Store, alone
from peel.params.sections import Watch
from peel.types.watch import OVERALL, Change, Colour, Epoch, Watched
from peel.watch import due, outbox, scoring, tell, words
from peel.watch.cohorts import Closing, Cohort, in_time
from peel.watch.due import Look
from peel.watch.fold import Ground, fold


class Noting(NamedTuple):
    """The transaction in which changes are noted, and when."""

    connection: Connection
    now: float


def turn(store: Store, settings: Watch, *, now: float) -> list[Change]:
    """The changes since the last turn, noted in one transaction with their incidents and messages.

    Of two replicas that turn at once one gets the changes. Costs a count of the audit, and where a day is to be closed or has
    passed a fold of it: 0.06 ms a label.
    """
    epoch = epochs.current(store)
    known = closings(store, epoch) if epoch else {}
    if epoch is None or not due.is_due(store, epoch, look=Look(settings, known, now)):
        return []
    card, rows = epochs.card(store, epoch.model), audit.each(store, epoch, counts=in_time(known))
    if card is None:
        return []
    believed = {key.id for key in keys.all_keys(store) if key.trust in scoring.KNOWN}
    found = fold(rows, Ground(epoch, card, settings, believed), now=now, known=known)
    with store.writing() as connection:
        alone(connection)
        if not _is_open(connection, epoch) or _closings(connection, epoch) != known:
            return []  # somebody was faster; the next turn stands on what they left
        due.mark(connection, epoch, now=now)
        _close(connection, [day for day in found.days if day.day not in known], epoch=epoch.id)
        note = Noting(connection, now)
        stood = [_stand(one, note) for one in found.watched]
        changes = [_note(one, note) for one in stood if one.before != one.now.colour]
        about = tell.About(f"{card.name} {epoch.version}", stood[0].now.colour, settings)
        for message in tell.messages(changes, about):
            outbox.enqueue(connection, message, now=now)
        return changes


def standing(store: Store) -> list[Watched]:
    """Every watch of the current model as the last turn left it, the whole one first."""
    epoch = epochs.current(store)
    if epoch is None:
        return []
    table = tables.watched
    with store.reading() as connection:
        rows = connection.scalars(
            select(table.c.state).where(table.c.epoch == epoch.id).order_by(table.c.name)
        )
        return [Watched.model_validate_json(row) for row in rows]


def closings(store: Store, epoch: Epoch) -> dict[int, Closing]:
    """The days of the epoch that were closed."""
    with store.reading() as connection:
        return _closings(connection, epoch)


def _closings(connection: Connection, epoch: Epoch) -> dict[int, Closing]:
    table = tables.cohorts
    rows = connection.execute(select(table).where(table.c.epoch == epoch.id))
    return {row.day: Closing(row.closed_at, row.label) for row in rows}


def _is_open(connection: Connection, epoch: Epoch) -> bool:
    now_open = epochs.current(connection)
    return now_open is not None and now_open.id == epoch.id


def _close(connection: Connection, days: list[Cohort], *, epoch: int) -> None:
    rows = [
        {"epoch": epoch, "day": day.day, "closed_at": day.closing.at, "label": day.closing.label}
        for day in days
        if day.closing
    ]
    if rows:
        connection.execute(insert(tables.cohorts), rows)


def _stand(watched: Watched, note: Noting) -> Change:
    """Write down where a watch stands, and say with which colour it was there before: grey at first."""
    table = tables.watched
    at = (table.c.epoch == watched.epoch) & (table.c.name == watched.name)
    before = note.connection.execute(select(table).where(at)).one_or_none()
    colour: Colour = before.colour if before else "grey"
    told = _with_time(watched, colour, since=before.since if before else note.now, now=note.now)
    row = {"colour": told.colour, "since": told.since, "state": told.to_json()}
    if before is None:
        key = {"epoch": told.epoch, "name": told.name}
        note.connection.execute(insert(table).values(**key, **row))
    else:
        note.connection.execute(update(table).where(at).values(**row))
    return Change(before=colour, now=told, at=note.now)


def _with_time(watched: Watched, before: Colour, *, since: float, now: float) -> Watched:
    """With the time since when it is so; red stays until a person or another model ends it, also if the fold came out otherwise."""
    colour: Colour = "red" if before == "red" else watched.colour
    at = since if colour == before else watched.since if colour in ("amber", "red") else now
    return words.spoken(watched.model_copy(update={"colour": colour, "since": at}))


def _note(change: Change, note: Noting) -> Change:
    """Open the incident of a red watch, and say the change to whoever looks on."""
    if change.now.colour == "red":
        change = change.model_copy(update={"incident": _incident(note.connection, change)})
    data = change.model_dump(mode="json")
    happened.tell(note.connection, "watch", data=data, now=change.at)
    return change


def _incident(connection: Connection, change: Change) -> int:
    table, watched = tables.incidents, change.now
    made = connection.execute(
        insert(table).values(
            epoch=watched.epoch,
            name=watched.name,
            opened_at=change.at,
            evidence=watched.to_json(),
            handled="",
        )
    )
    (key,) = made.inserted_primary_key or (0,)
    return int(key)


def rate(watched: list[Watched], base: float) -> float:
    """The share of answers to audit: twice as many while it is amber, four times while it is red; the bound stays the same."""
    colour = next((one.colour for one in watched if one.name == OVERALL), "grey")
    return min(1.0, base * {"amber": 2, "red": 4}.get(colour, 1))
