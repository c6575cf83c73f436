"""Leases: of several processes one does a thing, and when it dies another may."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, or_, select, update

from peel.errors import PeelError
from peel.feedback import tables
from peel.feedback.store import Store, insert_new

_ROWS = tables.leases.c
_AHEAD_S = 86_400  # nobody takes one for so long: a clock was wrong

# A lease that is renewed while its holder works: killed, it is free after half a minute; six beats may be lost.
FOR_S, BEAT_S = 30.0, 5.0


class Lease(NamedTuple):
    """What one process at a time may do, and who wants to."""

    name: str
    holder: str


def take(store: Store, lease: Lease, *, for_s: float, now: float) -> bool:
    """Whether the holder has it until `now + for_s`: it was free, over, its own, or of a clock that ran far ahead."""
    row = {**lease._asdict(), "until": now + for_s}
    with store.writing() as connection:
        ahead = _ROWS.until > now + for_s + _AHEAD_S
        free = or_(_ROWS.holder == lease.holder, _ROWS.until <= now, ahead)
        taken = update(tables.leases).where(_ROWS.name == lease.name, free)
        connection.execute(taken.values(row))
        insert_new(connection, tables.leases, rows=[row])
        holder = connection.scalar(select(_ROWS.holder).where(_ROWS.name == lease.name))
    return holder == lease.holder


def renew(store: Store, lease: Lease, *, for_s: float, now: float) -> bool:
    """Whether the holder still has it, now until `now + for_s`; False: somebody else took it meanwhile."""
    with store.writing() as connection:
        renewed = update(tables.leases).where(*_mine(lease)).values(until=now + for_s)
        return connection.execute(renewed).rowcount == 1


@contextlib.contextmanager
def kept(
    store: Store, lease: Lease, *, now: Callable[[], float], every_s: float = BEAT_S
) -> Iterator[None]:
    """Renew a lease that was taken for the time of the block, and give it back."""
    end = threading.Event()

    def beat() -> None:
        while not end.wait(every_s):
            with contextlib.suppress(PeelError):  # the store may be back before the lease is over
                renew(store, lease, for_s=FOR_S, now=now())

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()
        drop(store, lease)


def holder(store: Store, name: str, *, now: float) -> str | None:
    """Who has it; None where nobody does."""
    held = select(_ROWS.holder).where(_ROWS.name == name, _ROWS.until > now)
    with store.reading() as connection:
        return connection.scalar(held)


def is_held(store: Store, name: str, *, now: float) -> bool:
    """Whether anybody has it."""
    return holder(store, name, now=now) is not None


def drop(store: Store, lease: Lease) -> bool:
    """Give it back; False where it was not this holder's."""
    with store.writing() as connection:
        return connection.execute(delete(tables.leases).where(*_mine(lease))).rowcount == 1


def _mine(lease: Lease) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _ROWS.name == lease.name, _ROWS.holder == lease.holder
