"""The reasons that people gave: for serving a model that the gate had not said yes to, and for turning one down."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, select

from peel.clock import iso
from peel.feedback import tables
from peel.feedback.store import Store, looked
from peel.types.ledger import Entry

_ROWS = tables.ledger.c


def against_gate(where: Store | Connection, version: str) -> str:
    """The reason with which this version is served against the gate, also where it comes back later; "" where the gate said yes since."""
    told = _newest_first(where, "promote", "override")
    found = (one for one in told if one.details.get("version") == version)
    return next((str(one.details.get("override") or "") for one in found), "")


def refusal(where: Store | Connection, model: str) -> str:
    """Who turned the model with this digest down, when and why, in words; "" where no person did."""
    told = _newest_first(where, "reject")
    found = (one for one in told if one.details.get("model") == model and "reason" in one.details)
    return next(
        (f"{one.who} said no on {iso(one.at)}: {one.details['reason']}" for one in found), ""
    )


def _newest_first(where: Store | Connection, *what: str) -> Iterator[Entry]:
    with looked(where) as connection:
        asked = select(tables.ledger).where(_ROWS.what.in_(what)).order_by(_ROWS.seq.desc())
        rows = [dict(row) for row in connection.execute(asked).mappings()]
    return (Entry(**{**row, "details": json.loads(row["details"])}) for row in rows)
