"""The outbox on its way: each message to each address, tried again until it was taken."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select, update

from peel.feedback import epochs, happened, tables
from peel.feedback.store import Store, alone
from peel.params.environment import alert_urls
from peel.params.sections import Alerts
from peel.project import secrets
from peel.project.state import State
from peel.text import counted
from peel.watch import outbox, turn
from peel.watch.cohorts import DAY_S
from peel.watch.outbox import ALL, Message
from peel.watch.send import send, show

FILE = "alerts"  # the secret file with an address a line
_FIRST_S, _LONGEST_S = 30.0, 3_600.0
_GIVEN_UP, _NOBODY = "could not be sent: ", "nobody to tell: no address for alerts"
_NEW_S, _OLD_S = (
    3_600.0,
    7 * DAY_S,
)  # how long an address may be missing in silence; what is told at all once there is one
_ROWS = tables.alerts.c


class Unsent(NamedTuple):
    """A message that an address did not take in all its tries."""

    id: int
    title: str
    at: float
    error: str


class Round(NamedTuple):
    """One round of deliveries, to the addresses that are known here by their targets."""

    store: Store
    addresses: Mapping[int, str]
    limit: int
    now: float


def targets(state: State) -> tuple[str, ...]:
    """The addresses of PEEL_ALERT_URLS, else those in the installation's secret file `alerts`; raises P830 when others may read it."""
    return alert_urls() or tuple((secrets.read(state, FILE) or "").split())


def deliver(store: Store, addresses: Sequence[str], *, settings: Alerts, now: float) -> int:
    """Send what is due; returns how many messages were taken.

    A message that was sent when the process died is sent again: its id says so to whoever cares. Two that deliver at once do not
    send it twice. After `attempts` tries it counts as one that could not be sent, and is tried on, once an hour.
    """
    _heartbeat(store, settings, now=now)
    mine = {target_of(address): address for address in addresses}
    _hand_out(store, mine, now=now)
    due = _ROWS.sent_at.is_(None) & _ROWS.target.in_(mine) & (_ROWS.next_at <= now)
    with store.reading() as connection:
        rows = connection.execute(select(tables.alerts).where(due).order_by(_ROWS.id)).all()
    at = Round(store, mine, settings.attempts, now)
    return sum(_try(row, at) for row in rows)


def undelivered(store: Store) -> list[Unsent]:
    """What could not be sent, or had nobody to be sent to: as bad as red, for nobody was told."""
    lonely = (_ROWS.error == _NOBODY) & (_ROWS.level != "info")
    failed = _ROWS.sent_at.is_(None) & (_ROWS.error.startswith(_GIVEN_UP) | lonely)
    with store.reading() as connection:
        rows = connection.execute(select(tables.alerts).where(failed).order_by(_ROWS.id)).all()
    return [Unsent(row.id, row.title, row.at, row.error) for row in rows]


def target_of(address: str) -> int:
    """The number of an address, the same wherever it stands in whose list.

    >>> target_of("json://a/") == target_of("json://b/")
    False
    """
    return int.from_bytes(hashlib.sha256(address.encode("utf-8")).digest()[:4], "big") >> 1


def _hand_out(store: Store, mine: Mapping[int, str], *, now: float) -> None:
    """From each message for everybody make one an address; from one whose address nobody knows any more too.

    Who knows an address tries it once an hour at least. Without an address all wait: another process may know one, and a person may
    set one. After a week it is no news.
    """
    if not mine:
        _wait(store, now=now)
        return
    is_left = _ROWS.target.not_in(mine) & (_ROWS.next_at <= now - _NEW_S)
    for_all = ((_ROWS.target == ALL) | is_left) & _ROWS.sent_at.is_(None)
    with store.reading() as connection:
        if connection.scalar(select(_ROWS.id).where(for_all).limit(1)) is None:
            return
    with store.writing() as connection:
        alone(connection)
        for row in connection.execute(select(tables.alerts).where(for_all)).all():
            for target in mine:
                own = Message(f"{_name(row)} to {target}", row.level, row.title, row.body)
                outbox.enqueue(connection, own, now=row.at, target=target)
            done = update(tables.alerts).where(_ROWS.id == row.id)
            said = "" if row.target == ALL else "this address is not there any more"
            connection.execute(done.values(sent_at=now, error=said))


def _name(row: Any) -> str:
    """What the message is called, whoever it goes to."""
    return str(row.dedup if row.target == ALL else row.dedup.rpartition(" to ")[0])


def _wait(store: Store, *, now: float) -> None:
    """Note of messages that nobody is told, and give up those that are no news any more."""
    lonely = _ROWS.sent_at.is_(None) & (_ROWS.next_at <= now - _NEW_S)
    old = lonely & (_ROWS.at <= now - _OLD_S)
    noted = lonely & (_ROWS.error != _NOBODY)
    with store.reading() as connection:
        if connection.scalar(select(_ROWS.id).where(old | noted).limit(1)) is None:
            return
    with store.writing() as connection:
        connection.execute(update(tables.alerts).where(noted).values(error=_NOBODY))
        connection.execute(update(tables.alerts).where(old).values(sent_at=now))


def _try(row: Any, at: Round) -> bool:
    """Whether this one was taken now."""
    tries = row.attempts + 1
    if not _claim(row, at):
        return False  # somebody else is at it
    target = at.addresses[row.target]
    message = Message(_name(row), row.level, row.title, row.body)
    hindered = send(target, message, now=at.now)
    if not hindered:
        _mark(at.store, row.id, sent_at=at.now, error="")
        return True
    is_last = _GIVEN_UP if tries >= at.limit else ""
    place = list(at.addresses).index(row.target) + 1
    said = f"{is_last}address {place} ({show(target)}): {hindered}"
    _mark(at.store, row.id, sent_at=None, error=said)
    if tries == at.limit:
        data = {"title": row.title, "why": said}
        happened.tell(at.store, "alert-unsent", data=data, now=at.now)
    return False


def _claim(row: Any, at: Round) -> bool:
    """Count the try before it is made, so that of two that deliver at once one sends."""
    wait = min(_FIRST_S * 2 ** min(row.attempts, 20), _LONGEST_S)
    mine = (_ROWS.id == row.id) & (_ROWS.attempts == row.attempts) & _ROWS.sent_at.is_(None)
    counted = {"attempts": row.attempts + 1, "next_at": at.now + wait}
    with at.store.writing() as connection:
        return connection.execute(update(tables.alerts).where(mine).values(**counted)).rowcount == 1


def _mark(store: Store, key: int, *, sent_at: float | None, error: str) -> None:
    with store.writing() as connection:
        done = update(tables.alerts).where(_ROWS.id == key)
        connection.execute(done.values(sent_at=sent_at, error=error))


def _heartbeat(store: Store, settings: Alerts, *, now: float) -> None:
    """A word every `heartbeat_days`, so that silence means something."""
    every = epochs.every(store)
    if not settings.heartbeat_days or not every:
        return
    number = int((now - every[0].opened_at) // (settings.heartbeat_days * DAY_S))
    dedup = f"heartbeat {number}"
    with store.reading() as connection:
        if number < 1 or connection.scalar(select(_ROWS.id).where(_ROWS.dedup == dedup)):
            return
    watched, unsent = turn.standing(store), undelivered(store)
    lines = [one.words for one in watched if not one.name or one.colour == "red"]
    lines += [f"{counted(len(unsent), 'message')} could not be sent."] if unsent else []
    title = f"Peel is watching: {watched[0].colour if watched else 'no label yet'}"
    with store.writing() as connection:
        alone(connection)
        outbox.enqueue(connection, Message(dedup, "info", title, "\n".join(lines)), now=now)
