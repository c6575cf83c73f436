"""Keys: made once, shown once, known by their digest; found in constant time, ended by date or by hand."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence

from sqlalchemy import insert, select, update

from peel import clock
from peel.errors import PeelError
from peel.feedback import ledger, tables
from peel.feedback.store import Store
from peel.types.key import Key, NewKey
from peel.types.ledger import Deed

_ROWS = tables.keys.c


def make(store: Store, new: NewKey, *, who: str = "peel", now: float) -> str:
    """A new key `pk_<id>_<32 random bytes>`: its text is returned here and kept nowhere."""
    id_ = secrets.token_hex(4)
    text = f"pk_{id_}_{secrets.token_hex(32)}"
    row = {**new.model_dump(exclude={"schema_"}), "id": id_, "made_at": now, "hash": _hash(text)}
    row["scopes"] = json.dumps(new.scopes)
    told = {"id": id_, "name": new.name, "scopes": new.scopes, "trust": new.trust}
    with store.writing() as connection:
        connection.execute(insert(tables.keys).values(row))
        ledger.note(connection, Deed(who=who, what="key-made", details=told), now=now)
    return text


def check(known: Sequence[Key], text: str, *, now: float) -> Key:
    """The key with this text, found in the time that all keys take; raises P833 unknown, revoked or expired."""
    asked = _hash(text).encode("ascii")
    same = [key for key in known if hmac.compare_digest(key.hash.encode("ascii"), asked)]
    if not same:
        raise _refused("a key that nobody made")
    state = standing(same[0], now=now)
    if state in ("revoked", "expired"):
        raise _refused(f"key {same[0].id}, which is {state}")
    return same[0]


def standing(key: Key, *, now: float) -> str:
    """Whether a key still counts: `revoked`, `expired`, `until DATE`, or `for ever`."""
    if key.revoked_at is not None and key.revoked_at <= now:
        return "revoked"
    if key.expires_at is None:
        return "for ever"
    return "expired" if key.expires_at <= now else f"until {clock.iso(key.expires_at)[:10]}"


def all_keys(store: Store) -> list[Key]:
    """Every key that was ever made, the earliest first."""
    with store.reading() as connection:
        rows = connection.execute(select(tables.keys).order_by(_ROWS.made_at, _ROWS.id)).mappings()
        return [Key(**{**row, "scopes": json.loads(row["scopes"])}) for row in rows]


def called(store: Store, name: str, *, now: float) -> list[Key]:
    """The keys with this name that still count."""
    same = (key for key in all_keys(store) if key.name == name)
    return [key for key in same if standing(key, now=now) not in ("revoked", "expired")]


def revoke(store: Store, id_: str, *, who: str = "peel", now: float) -> None:
    """End a key at once; raises P834 where there is none with this id that still counts."""
    with store.writing() as connection:
        live = update(tables.keys).where(_ROWS.id == id_, _ROWS.revoked_at.is_(None))
        if connection.execute(live.values(revoked_at=now)).rowcount != 1:
            raise PeelError(
                "P834",
                "no such key",
                got=id_,
                allowed="the id of a key that was not revoked before",
                do="peel keys list",
            )
        ledger.note(connection, Deed(who=who, what="key-revoked", details={"id": id_}), now=now)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _refused(got: str) -> PeelError:
    return PeelError(
        "P833",
        "key refused",
        got=got,
        allowed="a key of this installation that counts today",
        do="ask whoever runs the server for a new one (peel keys make)",
    )
