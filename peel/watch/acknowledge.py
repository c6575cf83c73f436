"""A person has seen the red: the watch of the same model begins anew, without a second chance of a quick red."""

from __future__ import annotations

from sqlalchemy import Connection, update

from peel.errors import PeelError
from peel.feedback import epochs, ledger, tables
from peel.feedback.store import Store, alone
from peel.types.ledger import Deed
from peel.types.watch import Epoch


def acknowledge(store: Store, who: str, *, now: float) -> Epoch:
    """Close the incidents of the current model and open a new epoch of it, whose start account is shut.

    Raises P860 without a model, P862 where nothing is red: what counts against a model is not dropped by a slip.
    """
    with store.writing() as connection:
        alone(connection)
        before = epochs.current(connection)
        if before is None:
            raise PeelError(
                "P860",
                "nothing is watched",
                got="a store in which no model answered yet",
                allowed="an installation whose server has run",
                do="start it: peel serve, or peel up",
            )
        if not close_incidents(connection, before.id, handled=f"acknowledged by {who}", now=now):
            raise PeelError(
                "P862",
                "there is nothing to acknowledge",
                got="a watch that is not red",
                allowed="a watch that is red: it would begin anew, and drop what counts against the model so far",
                do="peel watch shows how it stands",
            )
        again = before.model_copy(update={"fresh": False, "why": f"acknowledged by {who}"})
        opened = epochs.open_epoch(connection, again, now=now)
        details = {"epoch": before.id, "model": before.model}
        ledger.note(connection, Deed(who=who, what="acknowledge", details=details), now=now)
    return opened


def close_incidents(connection: Connection, epoch: int, *, handled: str, now: float) -> int:
    """The open incidents of an epoch are over, and by what; how many there were."""
    table = tables.incidents
    own = (table.c.epoch == epoch) & table.c.closed_at.is_(None)
    closing = update(table).where(own).values(closed_at=now, handled=handled)
    return connection.execute(closing).rowcount
