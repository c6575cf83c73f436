"""The ledger: who did what. Each row holds the digest of the one before, so that a row that was changed later is found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select

from peel.feedback import tables
from peel.feedback.store import Store, alone, joined
from peel.types.ledger import Broken, Deed, Entry

_ROWS = tables.ledger.c
_FIRST = "0" * 64


def note(where: Store | Connection, deed: Deed, *, now: float) -> Entry:
    """Write a row; give the transaction of the deed itself, so that both are there or neither."""
    with joined(where) as connection:
        alone(connection)
        newest = select(_ROWS.seq, _ROWS.digest).order_by(_ROWS.seq.desc()).limit(1)
        found = connection.execute(newest).first()
        seq, before = (found.seq + 1, found.digest) if found else (1, _FIRST)
        row = {"seq": seq, "at": now, "who": deed.who, "what": deed.what, "before": before}
        row["details"] = json.dumps(deed.details, sort_keys=True)
        row["digest"] = _digest(row)
        connection.execute(insert(tables.ledger).values(row))
    return _entry(row)


def read(store: Store) -> list[Entry]:
    """All rows, the earliest first."""
    return [_entry(row) for row in _rows(store)]


def verify(store: Store, *, seen: tuple[int, str] = (0, _FIRST)) -> Broken | None:
    """The first row that is not as it was written, is missing, or does not follow the one before.

    `seen` are number and digest of a row that somebody looked at before: only that shows rows which were cut off at the end,
    or a ledger that was written anew as a whole.
    """
    rows = _rows(store)
    broken = _first_bad(rows)
    if broken is not None or seen[0] == 0:
        return broken
    if len(rows) < seen[0]:
        return Broken(
            seq=len(rows) + 1, why=f"it and the rows to {seen[0]} were there and are gone"
        )
    if rows[seen[0] - 1]["digest"] != seen[1]:
        return Broken(seq=seen[0], why="it is another one than was seen before")
    return None


def _first_bad(rows: Iterable[dict[str, Any]]) -> Broken | None:
    before = _FIRST
    for seq, row in enumerate(rows, 1):
        if row["seq"] != seq:
            return Broken(seq=seq, why=f"row {seq} is missing")
        if row["before"] != before:
            return Broken(seq=seq, why="it does not follow the row before")
        if row["digest"] != _digest(row):
            return Broken(seq=seq, why="it is not what was written")
        before = row["digest"]
    return None


def _rows(store: Store) -> list[dict[str, Any]]:
    with store.reading() as connection:
        rows = connection.execute(select(tables.ledger).order_by(_ROWS.seq)).mappings()
        return [dict(row) for row in rows]


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(**{**row, "details": json.loads(row["details"])})


def _digest(row: dict[str, Any]) -> str:
    fields = [row[name] for name in ("seq", "at", "who", "what", "details", "before")]
    return hashlib.sha256(json.dumps(fields).encode("utf-8")).hexdigest()
