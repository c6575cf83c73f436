"""A challenger that answers beside the champion: bets on which of the two is right, until one of them is proven better.

Only auditors' labels count, of pictures that never teach, on which exactly one of the two is right. The bound holds however often one looks.
**Source**: decision 0050; Ville's inequality for a mixture of bets.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from sqlalchemy import and_

from peel.bundle import pointer
from peel.bundle.trained_on import TrainedOn
from peel.feedback import disagreement, happened, labels, ledger, tables
from peel.feedback.disagreement import Two
from peel.feedback.store import Store
from peel.images.digest import of_pixels
from peel.metrics.sign import spent
from peel.registry import looks, once
from peel.registry.examine import GATE, carry_out, settings
from peel.registry.promote import drop
from peel.registry.registry import Registry, candidate, enter_judgement
from peel.types.judgement import Judgement
from peel.types.ledger import Deed
from peel.types.pointer import Pointer
from peel.types.ticket import Audited

STAKES = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8)


class Trial(NamedTuple):
    """How it stands: of `n` audited tickets that both answered they differ on `differ`, of which `open_` have no label of an auditor yet.

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
    def missing(self) -> int:
        """How many more labels decide at least, if all of them go to the model that leads."""
        lead, other = max(self.better, self.worse), min(self.better, self.worse)
        more = (k for k in itertools.count() if _grown(lead + k, other) >= self.limit)
        return next(more)

    @property
    def words(self) -> str:
        """For a person."""
        told = f"of {self.n} audited answers the two differ on {self.differ}; {self.better} went to the challenger, {self.worse} to the champion"
        if self.gain >= self.limit:
            return f"{told}: the challenger is better"
        if self.loss >= self.limit:
            return f"{told}: the champion is better"
        asked = (
            f"; {self.open_} of these wait for a label (peel feedback queue OUT)"
            if self.open_
            else ""
        )
        return f"{told}; not decided: at least {self.missing} more labels are needed, all for the same of the two{asked}"


def bets(outcomes: Iterable[int]) -> tuple[float, float]:
    """What 1 has become after bets that the challenger, or the champion, is right: the mean over the stakes.

    >>> [round(end, 2) for end in bets([1] * 13)], bets([])
    ([438.01, 0.14], (1.0, 1.0))
    """
    found = np.array([one for one in outcomes if one], dtype=np.float64)
    better, worse = int((found > 0).sum()), int((found < 0).sum())
    return _grown(better, worse), _grown(worse, better)


def _grown(won: int, lost: int) -> float:
    stakes = np.array(STAKES)
    return float(np.mean(np.exp(won * np.log1p(stakes) + lost * np.log1p(-stakes))))


def trial(registry: Registry, standing: Pointer) -> Trial | None:
    """How the challenger beside the champion stands; None where there is none, or the two have nothing in common."""
    store = registry.store
    found = disagreement.two(store, champion=standing.digest, challenger=standing.shadow)
    if found is None:
        return None
    counted = list(once.of_each(_tickets(store, standing)))
    differ = [one for one in counted if found.differ(one.ticket)]
    learnt = _learnt(registry, found, standing=standing)
    unlearnt = list(_unlearnt(registry, learnt, differ=differ))
    return account(found, unlearnt, n=len(counted), limit=limit(registry, standing))


def account(two: Two, differ: Sequence[Audited], *, n: int, limit: float) -> Trial:
    """The trial from the answers on which the two `differ`, of `n`."""
    outcomes = [two.outcome(one.ticket, one.label.label) for one in differ if one.label]
    gain, loss = bets(outcomes)
    return Trial(
        n=n,
        differ=len(differ),
        open_=len(differ) - len(outcomes),
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
    row = looks.Trial(standing.shadow, standing.digest).row
    look = looks.read(registry.store, row) or 1
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
    """What both answered, of the groups that never teach: a challenger knows by heart what taught it."""
    ticket = tables.tickets.c
    both = and_(ticket.model == standing.digest, ticket.shadow_model == standing.shadow)
    with store.reading() as connection:
        chosen = and_(both, ticket.audited, ticket.part == "fresh", ticket.shadow.is_not(None))
        yield from labels.pairs(connection, chosen, trusts=once.DECIDES)


def _unlearnt(
    registry: Registry, learnt: Sequence[TrainedOn], *, differ: Iterable[Audited]
) -> Iterator[Audited]:
    """Each look once, without what one of the two was trained on; of a picture that is not kept neither can be said."""
    seen = once.Looks()
    for one in differ:
        shown = once.picture(registry.state, one.ticket.item)
        pixels = of_pixels(shown.pixels) if shown else ""
        is_learnt = any(pixels and pixels in each for each in learnt)
        if not is_learnt and (shown is None or seen.is_new(shown)):
            yield one


def _learnt(registry: Registry, two: Two, *, standing: Pointer) -> list[TrainedOn]:
    both = ((standing.digest, two.champion), (standing.shadow, two.challenger))
    return [
        TrainedOn(registry.state.models / model, digest=card.trained_on_sha256)
        for model, card in both
    ]
