"""From the audit's tickets to the state of every watch: a pure fold, the same whenever and wherever it is made."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from peel.metrics.wilson import wilson
from peel.params.sections import Watch
from peel.types.bundle import Card
from peel.types.ticket import Audited
from peel.types.watch import OVERALL, Colour, Epoch, Watched
from peel.watch import detector, scoring, words
from peel.watch.cohorts import DAY_S, Closing, Cohort, Seen, bursts, cohorts
from peel.watch.detector import Accounts, Limits
from peel.watch.thresholds import names_a_picture

_RECENT = 200
_TINY = 1e-9
_ANSWERED = 0.9  # share of the tickets below which a closed audit says nothing


class Ground(NamedTuple):
    """What a fold stands on beside the tickets: the time under one model, the model's card, the person's settings.

    `known` are the keys whose word on sources is taken.
    """

    epoch: Epoch
    card: Card
    settings: Watch
    known: Collection[str] = ()


class Day(NamedTuple):
    """A closed day, and what of it counts for one watch."""

    cohort: Cohort
    rows: list[Seen]

    @property
    def known(self) -> list[float]:
        """How right the answers are that people said something of in time."""
        return [row.x for row in self.rows if self.cohort.is_counted(row)]

    def right(self, row: Seen) -> float:
        """How right an answer is when it comes to red: what nobody said in time is right."""
        return row.x if self.cohort.is_counted(row) else 1.0


class Case(NamedTuple):
    """One watch, its threshold and its closed days; `until` is the first day that is open."""

    name: str
    tau: float
    days: list[Day]
    until: float

    @property
    def proven(self) -> list[Day]:
        """The days of which the evidence is made: in their order, so that nobody chooses which of them come first."""
        return [day for day in self.days if day.cohort.day < self.until]


class Path(NamedTuple):
    """Where a watch stands after its last closed day: green, amber or red, since the answer that made it so; red stays."""

    accounts: Accounts
    colour: Colour
    since: float


class Fold(NamedTuple):
    """Every watch, the whole one first, and the days with their closings."""

    watched: list[Watched]
    days: list[Cohort]


def fold(
    rows: Iterable[Audited], ground: Ground, *, now: float, known: Mapping[int, Closing]
) -> Fold:
    """Where each watch stands at `now`; `known` are the days that were closed before. Of a ticket's outputs nothing is kept."""
    seen = [scoring.seen(row, ground.card, known=ground.known) for row in rows]
    days = cohorts(seen, ground.settings, now=now, known=known)
    taus = {OVERALL: ground.epoch.tau, **ground.epoch.classes}
    own: dict[str, list[Day]] = {name: [] for name in taus}
    for day in days:
        if day.closing:
            for name, part in _by_name(day).items():
                if name in own:
                    own[name].append(Day(day, part))
    until = min((day.day for day in days if not day.closing), default=math.inf)
    cases = [Case(name, tau, own[name], until) for name, tau in taus.items()]
    return Fold([_watched(case, ground, now=now) for case in cases], days)


def _by_name(day: Cohort) -> dict[str, list[Seen]]:
    """What a day says for the whole watch and for that of each name."""
    found: dict[str, list[Seen]] = {OVERALL: []}
    for row in day.rows:
        for name in (OVERALL, *row.names):
            found.setdefault(name, []).append(row)
    return found


def _watched(case: Case, ground: Ground, *, now: float) -> Watched:
    settings, limit = ground.settings, _limits(case.name, ground)
    path = _path(case, ground.epoch, limit=limit)
    first = now // DAY_S - settings.blind_days
    window = [day for day in case.days if day.cohort.day >= first]
    proven = [day for day in window if day.cohort.day < case.until]
    is_blind = _is_blind(proven, settings, whole=case.name == OVERALL)
    last = [x for day in case.days if _is_whole(day, settings) for x in day.known][-_RECENT:]
    mean = sum(last) / len(last) if last else None
    low, high = wilson(sum(last), len(last)) if last else (None, None)
    run, start = path.accounts.evidence
    return words.spoken(
        Watched(
            epoch=ground.epoch.id,
            name=case.name,
            colour="grey" if is_blind and path.colour == "green" else path.colour,
            since=path.since,
            tau=case.tau,
            n=sum(len(day.known) for day in case.days),
            run=run / limit.run,
            start=start / limit.start,
            recent=mean,
            low=low,
            high=high,
            pessimistic=_pessimistic(window) if case.name == OVERALL else None,
            needed=words.needed(run, mean, tau=case.tau, limit=limit.run),
            words="",
        )
    )


def _limits(name: str, ground: Ground) -> Limits:
    """The whole watch has its chance of a false red for itself, those of names share another."""
    if name == OVERALL:
        return detector.limits(ground.settings)
    share = names_a_picture(ground.card)
    return detector.limits(ground.settings, watches=len(ground.epoch.classes), names=share)


def _path(case: Case, epoch: Epoch, *, limit: Limits) -> Path:
    path = Path(detector.opened(case.tau, fresh=epoch.fresh), "green", epoch.opened_at)
    for day in case.proven:
        for burst in bursts(day.rows):
            mean = sum(map(day.right, burst)) / len(burst)
            accounts = detector.fold(path.accounts, mean, tau=case.tau, labels=len(burst))
            colour = _colour(path, accounts, limit=limit)
            since = path.since if colour == path.colour else burst[-1].at
            path = Path(accounts, colour, since)
    return path


def _colour(before: Path, accounts: Accounts, *, limit: Limits) -> Colour:
    """Red stays; amber stays until the evidence is well under its limit, so that it does not flicker."""
    if before.colour == "red" or detector.is_red(accounts, limit):
        return "red"
    run = accounts.evidence[0]
    return "amber" if run >= (limit.calm if before.colour == "amber" else limit.amber) else "green"


def _is_blind(window: Sequence[Day], settings: Watch, *, whole: bool) -> bool:
    """Too few labels of late that the evidence is made of, or too many of the audit's tickets without an answer."""
    n = sum(len(day.known) for day in window)
    asked = sum(len(day.cohort.rows) for day in window)
    return n < settings.blind_labels or (whole and n < _ANSWERED * asked)


def _is_whole(day: Day, settings: Watch) -> bool:
    """Whether nearly all of its audit was answered; of any other day nobody knows who chose what was: a trial asks first where two models disagree."""
    return day.cohort.share >= settings.closed_share - _TINY


def _pessimistic(window: Sequence[Day]) -> float | None:
    """The mean if each ticket without a label were answered wrong."""
    asked = sum(len(day.cohort.rows) for day in window)
    return sum(x for day in window for x in day.known) / asked if asked else None
