"""Whether what comes in looks other than on the test: no score, only a hint at which pictures to look.

Nothing without labels knows whether answers are right: a harmless dimming looks like a disaster, and a changed meaning like nothing.
So these never change a colour. **Source**: Garg et al. 2022; Rabanser et al. 2019.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from peel.feedback import epochs, tables, tickets
from peel.feedback.store import Store
from peel.types.bundle import Card
from peel.types.ticket import Ticket
from peel.watch import scoring
from peel.watch.cohorts import DAY_S

DAYS, LEAST, MOST = 7, 200, 2_000
_ALPHA, _EFFECT = 0.001, 0.05

Floats = NDArray[np.float64]


class Shift(NamedTuple):
    """Something that looks other than on the test: shares there and now."""

    what: str
    test: float
    now: float


def look(store: Store, *, now: float) -> list[Shift]:
    """What looks other in the last 7 days, the largest difference first; nothing below 200 pictures."""
    epoch = epochs.current(store)
    card = epochs.card(store, epoch.model) if epoch else None
    if epoch is None or card is None:
        return []
    rows = tables.tickets.c
    lately = (rows.model == epoch.model) & (rows.at >= now - DAYS * DAY_S)
    newest = select(tables.tickets).where(lately).order_by(rows.at.desc()).limit(MOST)
    with store.reading() as connection:
        found = [tickets.of_row(row) for row in connection.execute(newest).mappings()]
    return shifts(found, card)


def shifts(seen: Sequence[Ticket], card: Card) -> list[Shift]:
    """Names that are more or less probable, and pictures unlike anything in training."""
    if len(seen) < LEAST:
        return []
    found = [*of_names(probable(seen, card), card), *_of_strangers(seen, card)]
    return sorted(found, key=lambda one: -abs(one.now - one.test))


def of_names(p: Floats, card: Card) -> list[Shift]:
    """Names that are more or less probable in the mean of `p` (n, k) than on the test, with the chance shared among the names."""
    reference, names = card.reference, card.space.names
    if reference is None or len(reference.mean) != len(names):
        return []
    mean, std = np.array(reference.mean), np.array(reference.std)
    spread = np.maximum(std, p.std(axis=0)) * math.sqrt(1 / len(p) + 1 / max(1, reference.n))
    told = zip(names, mean.tolist(), p.mean(axis=0).tolist(), spread.tolist(), strict=True)
    chance = _ALPHA / len(names)
    return [
        Shift(f"answers of “{name}”", before, after)
        for name, before, after, error in told
        if _is_other(after - before, error, chance=chance)
    ]


def probable(seen: Sequence[Ticket], card: Card) -> Floats:
    """(n, k) how probable each answer says each name is; for a kind that does not say, nothing."""
    told = [scoring.shares(ticket, card) for ticket in seen]
    return np.array([[one.get(name, 0.0) for name in card.space.names] for one in told])


def _of_strangers(seen: Sequence[Ticket], card: Card) -> list[Shift]:
    stranger = card.stranger
    if stranger is None:
        return []
    far = [float(ticket.outputs["distance"]) > stranger.limit for ticket in seen]
    share = sum(far) / len(far)
    error = math.sqrt(max(stranger.share * (1 - stranger.share), 1e-9) / len(far))
    is_other = share > stranger.share and _is_other(share - stranger.share, error, chance=_ALPHA)
    what = "pictures unlike anything in training"
    return [Shift(what, stranger.share, share)] if is_other else []


def _is_other(difference: float, error: float, *, chance: float) -> bool:
    """Large enough to matter, and not by chance (normal, two-sided)."""
    return abs(difference) >= _EFFECT and math.erfc(abs(difference) / error / math.sqrt(2)) < chance
