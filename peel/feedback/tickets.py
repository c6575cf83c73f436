"""Tickets: numbers of answers that only this installation can make, and what is kept of each answer."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from peel.feedback import tables
from peel.feedback.outputs import pack, unpack
from peel.feedback.store import Store, insert_new
from peel.project import secrets as files
from peel.project.state import State
from peel.types.ticket import Part, Ticket

# What is known a moment after the answer.
_BESIDE = ("group", "part", "kept", "shadow_model", "shadow")
_FIELDS = tuple(tables.tickets.c.keys())
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Mint(NamedTuple):
    """Makes tickets and knows its own; `audit_key` draws those whose true label is asked for."""

    ticket_key: str
    audit_key: str

    def new(self, at: float) -> str:
        """A ticket `t_<milliseconds in base 36>_<random>_<mac>` for an answer given at `at`."""
        head = f"t_{_base36(int(at * 1000))}_{secrets.token_hex(8)}"
        return f"{head}_{_mac(self.ticket_key, head)}"

    def is_ours(self, ticket: str) -> bool:
        """Whether this installation made it: any other letter anywhere is found."""
        head, _, mac = ticket.rpartition("_")
        return hmac.compare_digest(_mac(self.ticket_key, head).encode(), mac.encode("utf-8"))

    def is_drawn(self, ticket: str, rate: float) -> bool:
        """Whether the audit asks for its true label: a share `rate` of all, which nobody without the key can tell.

        >>> Mint("a", "b").is_drawn("t_1", 1.0), Mint("a", "b").is_drawn("t_1", 0.0)
        (True, False)
        """
        return _share(self.audit_key, ticket) < rate


def mint_of(state: State) -> Mint:
    """The mint of an installation; its keys are made where there are none."""
    return Mint(files.ensure(state, files.TICKETS), files.ensure(state, files.AUDIT))


def part_of(group: str, share: float, *, key: str) -> Part:
    """Where pictures of `group` go: a share of all groups is held out, by a keyed hash, so that nobody can aim.

    >>> part_of("a", 1.0, key="k"), part_of("a", 0.0, key="k")
    ('fresh', 'train-new')
    """
    return "fresh" if _share(key, f"part {group}") < share else "train-new"


def add(connection: Connection, tickets: Sequence[Ticket]) -> None:
    """Keep answers; one that is there already stays as it was."""
    add_rows(connection, [row_of(ticket) for ticket in tickets])


def add_rows(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """The same of rows that are ready."""
    insert_new(connection, tables.tickets, rows=rows)


def complete(connection: Connection, row: dict[str, Any]) -> bool:
    """Add to an answer what came beside it: its picture, what a challenger says. False: the answer is not there, or not there any more."""
    mine = update(tables.tickets).where(tables.tickets.c.ticket == row["ticket"])
    beside = {name: row[name] for name in _BESIDE}
    return connection.execute(mine.values(beside)).rowcount > 0


def find(store: Store, ticket: str) -> Ticket | None:
    """The answer with this ticket."""
    with store.reading() as connection:
        asked = select(tables.tickets).where(tables.tickets.c.ticket == ticket)
        row = connection.execute(asked).mappings().first()
    return None if row is None else of_row(row)


def row_of(ticket: Ticket) -> dict[str, Any]:
    """The row of a record, ready to be written."""
    row = {name: getattr(ticket, name) for name in _FIELDS}
    row["outputs"] = pack(ticket.outputs)
    row["shadow"] = None if ticket.shadow is None else pack(ticket.shadow)
    return row


def of_row(row: Any) -> Ticket:
    """The record of a row of the table."""
    fields = {name: row[name] for name in _FIELDS}
    shadow = fields["shadow"]
    return Ticket(
        **{
            **fields,
            "outputs": unpack(fields["outputs"]),
            "shadow": None if shadow is None else unpack(shadow),
            "width": fields["width"] or 0,
            "height": fields["height"] or 0,
        }
    )


def _mac(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


def _share(key: str, text: str) -> float:
    """A number from 0 to below 1 that nobody can tell without the key."""
    drawn = hmac.digest(key.encode(), text.encode("utf-8", "replace"), "sha256")[:6]
    return int.from_bytes(drawn) / 2**48


def _base36(number: int) -> str:
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = _DIGITS[digit] + text
    return text or "0"
