"""A challenger that answers beside the champion: bets on which of the two is right, until one of them is proven better.

Only labels of audited tickets count on which exactly one of them is right. The bound holds however often one looks.
**Source**: decision 0050; Ville's inequality for a mixture of bets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from sqlalchemy import and_

from peel.bundle import pointer
from peel.feedback import disagreement, happened, labels, ledger, tables
from peel.feedback.disagreement import Two
from peel.feedback.store import Store
from peel.metrics.sign import spent
from peel.registry import looks
from peel.registry.examine import GATE, carry_out, settings
from peel.registry.promote import drop
from peel.registry.registry import Registry, candidate, enter_judgement
from peel.types.judgement import Judgement
from peel.types.ledger import Deed
from peel.types.pointer import Pointer
from peel.types.ticket import Audited, Trust

STAKES = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8)
TRUSTED: tuple[Trust, ...] = ("auditor", "staff")


class Trial(NamedTuple):
    """How it stands: of `n` audited tickets that both answered they differ on `differ`, of which `open_` have no trusted label yet.

    `better` went to the challenger, `worse` to the champion. `gain` and `loss` are what the bets on either have become;
    the first to reach `limit` decides.
    """

    n: int
    differ: int
    open_: int
    better: int
    worse: int
    gain: float
    loss: float
    limit: float

    @property
    def words(self) -> str:
        """For a person."""
        told = f"of {self.n} audited answers the two differ on {self.differ}; {self.better} went to the challenger, {self.worse} to the champion"
        if self.gain >= self.limit:
            return f"{told}: the challenger is better"
        if self.loss >= self.limit:
            return f"{told}: the champion is better"
        asked = (
            f"; {self.open_} of these wait for a label (peel feedback queue)" if self.open_ else ""
        )
        return f"{told}; not decided ({max(self.gain, self.loss):.1f} of {self.limit:.0f}){asked}"


def bets(outcomes: Iterable[int]) -> tuple[float, float]:
    """What 1 has become after bets that the challenger, or the champion, is right: the mean over the stakes.

    >>> [round(end, 2) for end in bets([1] * 13)], bets([])
    ([438.01, 0.14], (1.0, 1.0))
    """
    found = np.array([one for one in outcomes if one], dtype=np.float64)
    better, worse = int((found > 0).sum()), int((found < 0).sum())
    stakes = np.array(STAKES)
    sides = ((better, worse), (worse, better))
    gain, loss = (
        float(np.mean(np.exp(a * np.log1p(stakes) + b * np.log1p(-stakes)))) for a, b in sides
    )
    return gain, loss


def trial(registry: Registry, standing: Pointer) -> Trial | None:
    """How the challenger beside the champion stands; None where there is none, or the two have nothing in common."""
    store = registry.store
    found = disagreement.two(store, champion=standing.digest, challenger=standing.shadow)
    if found is None:
        return None
    return account(found, _tickets(store, standing), limit=limit(registry, standing))


def account(two: Two, audited: Iterable[Audited], *, limit: float) -> Trial:
    """The trial from its tickets, in their order; of each group one ticket counts."""
    n, open_, outcomes = 0, 0, list[int]()
    differ = 0
    for one in _one_a_group(audited):
        n += 1
        if not two.differ(one.ticket):
            continue
        differ += 1
        if one.label is None:
            open_ += 1
        else:
            outcomes.append(two.outcome(one.ticket, one.label.label))
    gain, loss = bets(outcomes)
    return Trial(
        n=n,
        differ=differ,
        open_=open_,
        better=outcomes.count(1),
        worse=outcomes.count(-1),
        gain=gain,
        loss=loss,
        limit=limit,
    )


def conclude(registry: Registry, *, now: float) -> Trial | None:
    """Decide the trial where its labels do, and do what follows; call it now and then. None where no trial goes on."""
    standing = pointer.read(registry.state)
    if standing is None or not standing.shadow:
        return None
    found = trial(registry, standing)
    if found is None or max(found.gain, found.loss) < found.limit:
        return found
    told = _judged(registry, standing, found=found)
    if told is None:
        return found
    _keep(registry, told, now=now)
    if told.verdict == "promote":
        carry_out(registry, told, now=now)
    else:
        drop(registry, standing.shadow)
    return found


def limit(registry: Registry, standing: Pointer) -> float:
    """What a bet must become: the trial is one of the looks that share `promote.alpha`."""
    look = looks.read(registry.store, looks.of_trial(standing.shadow)) or 1
    return 1 / spent(settings(registry).alpha, look)


def _judged(registry: Registry, standing: Pointer, *, found: Trial) -> Judgement | None:
    """What the gate said, and what the trial adds; None where another decision came first."""
    waiting = candidate(registry.store, standing.shadow)
    before = waiting.gate if waiting and waiting.state == "shadow" else None
    if before is None or before.champion != standing.digest:
        return None
    verdict = "promote" if found.gain >= found.limit else "refuse"
    told = {"verdict": verdict, "words": found.words, "better": found.better, "worse": found.worse}
    return before.model_copy(update=told)


def _keep(registry: Registry, told: Judgement, *, now: float) -> None:
    details = {"model": told.challenger, "champion": told.champion, "verdict": told.verdict}
    with registry.store.writing() as connection:
        enter_judgement(connection, told)
        happened.tell(connection, "judged", data={**details, "words": told.words}, now=now)
        if told.verdict == "refuse":
            deed = Deed(who=GATE, what="reject", details={**details, "failed": ["trial"]})
            ledger.note(connection, deed, now=now)


def _tickets(store: Store, standing: Pointer) -> Iterator[Audited]:
    ticket = tables.tickets.c
    both = and_(ticket.model == standing.digest, ticket.shadow_model == standing.shadow)
    with store.reading() as connection:
        chosen = and_(both, ticket.audited, ticket.shadow.is_not(None))
        yield from labels.pairs(connection, chosen, trusts=TRUSTED)


def _one_a_group(audited: Iterable[Audited]) -> Iterator[Audited]:
    """The first of each group that has a label, else the first: a burst is one observation."""
    chosen: dict[str, Audited] = {}
    for one in audited:
        key = one.ticket.group or one.ticket.item
        if key not in chosen or (chosen[key].label is None and one.label is not None):
            chosen[key] = one
    yield from chosen.values()
