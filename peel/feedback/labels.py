"""Labels that came back: kept once, never changed; the newest of the most trusted stands."""

from __future__ import annotations

import collections
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, delete, func, select, update

from peel.feedback import tables, tickets
from peel.feedback.drawn import is_outside
from peel.feedback.store import Store, insert_new, joined
from peel.feedback.tickets import Mint
from peel.types.ticket import Audited, Label, Outcome, Trust

# The most trusted first.
TRUSTS: tuple[Trust, ...] = get_args(Trust)
# What one person may say of one ticket, and what may wait for tickets that are not here: work is bounded.
MOST_OF_ONE, MOST_WAITING_OF_ONE, MOST_WAITING = 20, 1_000, 10_000
_CHUNK, _LONG_S = 500, 30 * 86_400
_LABELS, _TICKETS, _WAITING = tables.labels.c, tables.tickets.c, tables.quarantine.c
_KEY = ("ticket", "by", "client")
_NOT_HERE, _OUTSIDE = "its ticket is not here", "its boxes lie beyond the picture of its ticket"


def add(where: Store | Connection, labels: Sequence[Label], *, mint: Mint) -> list[Outcome]:
    """Keep labels, and say of each what became of it, in their order.

    The same message (ticket, by, client) twice is one label. One for a ticket of ours that is not here waits until it
    turns up; one for a ticket that is not ours, or whose marks lie outside of the picture, is kept nowhere.
    """
    with joined(where) as connection:
        parts = [labels[at : at + _CHUNK] for at in range(0, len(labels), _CHUNK)]
        return [outcome for part in parts for outcome in _add(connection, part, mint=mint)]


def _add(connection: Connection, labels: Sequence[Label], *, mint: Mint) -> list[Outcome]:
    ours = {label.ticket for label in labels if mint.is_ours(label.ticket)}
    asked = select(_TICKETS.ticket, _TICKETS.width, _TICKETS.height)
    rows = connection.execute(asked.where(_TICKETS.ticket.in_(ours)))
    here = {row.ticket: (row.width or 0, row.height or 0) for row in rows}
    desk = _Desk(connection, ours)
    outcomes = [desk.take(label, here) for label in labels]
    insert_new(connection, tables.labels, rows=desk.kept)
    insert_new(connection, tables.quarantine, rows=desk.waiting)
    return outcomes


class _Desk:
    """Sorts the labels of one transaction, by what is there already."""

    def __init__(self, connection: Connection, ours: Collection[str]) -> None:
        self.connection, self.ours = connection, ours
        self.kept: list[dict[str, Any]] = []
        self.waiting: list[dict[str, Any]] = []
        self._there = {
            key for table in (tables.labels, tables.quarantine) for key in self._keys(table)
        }
        self._said = collections.Counter((ticket, by) for ticket, by, _ in self._there)
        self._room: dict[str, int] = {}

    def take(self, label: Label, here: Mapping[str, tuple[int, int]]) -> Outcome:
        if label.ticket not in self.ours:
            return "forged"
        if label.ticket in here and is_outside(label.reach, here[label.ticket]):
            return "outside"
        key = (label.ticket, label.by, label.client)
        if key in self._there:
            return "same" if label.ticket in here else "unknown ticket"
        if self._said[key[:2]] >= MOST_OF_ONE:
            return "too many"
        if label.ticket not in here and not self._has_room(label):
            return "too many"
        self._there.add(key)
        self._said[key[:2]] += 1
        row = label.model_dump(exclude={"schema_", "id", "reach"})
        if label.ticket in here:
            self.kept.append(row)
            return "kept"
        right, down = label.reach
        self.waiting.append({**row, "why": _NOT_HERE, "reach_right": right, "reach_down": down})
        return "unknown ticket"

    def _keys(self, table: Any) -> Iterable[tuple[str, str, str]]:
        asked = select(*(table.c[name] for name in _KEY)).where(table.c.ticket.in_(self.ours))
        return [(row[0], row[1], row[2]) for row in self.connection.execute(asked)]

    def _has_room(self, label: Label) -> bool:
        """Whether one more label of this person may wait; what waited for a month waits in vain."""
        if label.by not in self._room:
            self.connection.execute(
                delete(tables.quarantine).where(_WAITING.at < label.at - _LONG_S)
            )
            every = select(func.count()).select_from(tables.quarantine)
            mine = self.connection.scalar(every.where(_WAITING.by == label.by)) or 0
            room = MOST_WAITING - (self.connection.scalar(every) or 0)
            self._room[label.by] = min(MOST_WAITING_OF_ONE - mine, room)
        self._room[label.by] -= 1
        return self._room[label.by] >= 0


def drain(where: Store | Connection) -> int:
    """Take over the labels that waited for a ticket that is here now; returns how many.

    One whose boxes do not lie in the picture stays aside, and says so.
    """
    with joined(where) as connection:
        here = _WAITING.ticket == _TICKETS.ticket
        asked = select(tables.quarantine, _TICKETS.width, _TICKETS.height)
        asked = asked.join(tables.tickets, here).where(_WAITING.why != _OUTSIDE).limit(1_000)
        found = [dict(row) for row in connection.execute(asked).mappings()]
        outside = {row["id"] for row in found if _is_outside(row)}
        rows = [row for row in found if row["id"] not in outside]
        fields = [name for name in tables.labels.c.keys() if name != "id"]  # noqa: SIM118
        insert_new(connection, tables.labels, rows=[{n: row[n] for n in fields} for row in rows])
        done, stays = _WAITING.id.in_([row["id"] for row in rows]), _WAITING.id.in_(outside)
        connection.execute(delete(tables.quarantine).where(done))
        connection.execute(update(tables.quarantine).where(stays).values(why=_OUTSIDE))
    return len(rows)


def _is_outside(row: Mapping[str, Any]) -> bool:
    reach = row["reach_right"] or 0.0, row["reach_down"] or 0.0
    return is_outside(reach, (row["width"] or 0, row["height"] or 0))


def of_ticket(store: Store, ticket: str) -> list[Label]:
    """Everything that was said of a ticket, the earliest first."""
    with store.reading() as connection:
        asked = select(tables.labels).where(_LABELS.ticket == ticket).order_by(_LABELS.id)
        return [Label(**row) for row in connection.execute(asked).mappings()]


def standing(store: Store, ticket: str) -> Label | None:
    """The label that counts for a ticket: the newest of the most trusted."""
    return max(of_ticket(store, ticket), key=_weight, default=None)


def trusted_since(store: Store, at: float, *, trusts: Collection[Trust]) -> list[Audited]:
    """Tickets that got a label of such trust after `at`, in their order, each with the one that counts among those."""
    with store.reading() as connection:
        new = select(_LABELS.ticket).where(_LABELS.at > at, _LABELS.trust.in_(trusts))
        return list(pairs(connection, _TICKETS.ticket.in_(new), trusts=trusts))


def anything(_at: float, _label: Label) -> bool:
    """Every label may stand."""
    return True


def pairs(
    connection: Connection,
    chosen: ColumnElement[bool],
    *,
    trusts: Collection[Trust] = TRUSTS,
    counts: Callable[[float, Label], bool] = anything,
) -> Iterator[Audited]:
    """The tickets that `chosen` takes, in their order (time, then ticket), each with the label that counts; read bit by bit.

    `counts` says of a ticket's time and a label whether that label may stand.
    """
    same = _LABELS.ticket == _TICKETS.ticket
    of = _TICKETS.at.label("of")
    said = select(tables.labels, of).join(tables.tickets, same).where(chosen)
    best: dict[str, Label] = {}
    for row in connection.execute(said.where(_LABELS.trust.in_(trusts))).mappings():
        label = Label(**{name: value for name, value in row.items() if name != "of"})
        if not counts(row["of"], label):
            continue
        if label.ticket not in best or _weight(best[label.ticket]) < _weight(label):
            best[label.ticket] = label
    asked = select(tables.tickets).where(chosen).order_by(_TICKETS.at, _TICKETS.ticket)
    for row in connection.execution_options(yield_per=500).execute(asked).mappings():
        ticket = tickets.of_row(row)
        yield Audited(ticket=ticket, label=best.get(ticket.ticket))


def _weight(label: Label) -> tuple[int, float, int]:
    return -TRUSTS.index(label.trust), label.at, label.id
