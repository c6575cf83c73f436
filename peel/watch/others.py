"""What people say of answers without being asked: shown beside the watch, and never a reason for red."""

from __future__ import annotations

from typing import NamedTuple

from peel.feedback import epochs, labels
from peel.feedback.store import Store
from peel.types.ticket import Trust
from peel.watch import scoring
from peel.watch.cohorts import DAY_S

_OTHERS: tuple[Trust, ...] = ("staff", "partner", "public")


class Others(NamedTuple):
    """Labels of others than auditors in the last days, and in how many of them the answer was wrong on average."""

    n: int
    wrong: float


def others(store: Store, *, days: int, now: float) -> Others | None:
    """What they said of the current model; None where nobody said anything. Costs 0.1 ms a label."""
    epoch = epochs.current(store)
    card = epochs.card(store, epoch.model) if epoch else None
    if epoch is None or card is None:
        return None
    since = max(epoch.opened_at, now - days * DAY_S)
    rows = labels.trusted_since(store, since, trusts=_OTHERS)
    scores = [scoring.score(row, card) for row in rows if row.ticket.model == epoch.model]
    return Others(len(scores), 1 - sum(scores) / len(scores)) if scores else None
