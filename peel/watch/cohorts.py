"""Days of the audit: a day is closed once, whole, and its labels count in the order of its tickets."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from peel.params.sections import Watch
from peel.types.ticket import Label

DAY_S, HOUR_S = 86_400.0, 3_600.0
# Tickets are written a moment after their answers.
GRACE_S = 60.0


class Seen(NamedTuple):
    """An answer of the audit as the watch needs it: when, from where, and how right it was by an auditor's `label` (its id).

    Without a label nobody knows: it counts as right (`x` is 1), for the name that it gave.
    """

    ticket: str
    at: float
    source: str
    label: int | None
    x: float
    names: tuple[str, ...]


class Closing(NamedTuple):
    """When a day was closed, and the last label (by id) that was there; later ones do not count."""

    at: float
    label: int


class Tally(NamedTuple):
    """How many tickets of a day the audit asks about, and how many are answered."""

    day: int
    asked: int
    answered: int


class Cohort(NamedTuple):
    """The audited tickets of a UTC day, in their order. `closing` is None while labels are awaited."""

    day: int
    rows: tuple[Seen, ...]
    closing: Closing | None

    @property
    def counted(self) -> list[Seen]:
        """The tickets whose label was there when the day was closed."""
        return [row for row in self.rows if self.is_counted(row)]

    def is_counted(self, row: Seen) -> bool:
        """Whether its label was there when the day was closed."""
        return (
            self.closing is not None and row.label is not None and row.label <= self.closing.label
        )

    @property
    def share(self) -> float:
        """The share of its tickets that count."""
        return len(self.counted) / len(self.rows)


def cohorts(
    rows: Sequence[Seen], settings: Watch, *, now: float, known: Mapping[int, Closing]
) -> list[Cohort]:
    """The days of these tickets; `known` are the days that were closed before, which stay as they were.

    A day is closed when it is over and `closed_share` of its tickets are answered, or after `deadline_days`.
    """
    ordered = sorted(rows, key=lambda row: (row.at, row.ticket))
    found = []
    for day, of_day in groupby(ordered, key=lambda row: int(row.at // DAY_S)):
        own = tuple(of_day)
        closing = known.get(day) or _closing(own, settings, now=now)
        found.append(Cohort(day, own, closing))
    return found


def in_time(known: Mapping[int, Closing]) -> Callable[[float, Label], bool]:
    """Whether a label was there when the day of its ticket was closed: a later one takes nobody's place."""

    def counts(at: float, label: Label) -> bool:
        closing = known.get(int(at // DAY_S))
        return closing is None or label.id <= closing.label

    return counts


def is_over(day: Tally, settings: Watch, *, now: float) -> bool:
    """Whether a day is to be closed."""
    over = (day.day + 1) * DAY_S + GRACE_S
    is_answered = day.answered >= math.ceil(settings.closed_share * day.asked - 1e-9)
    return now >= over and (is_answered or now >= over + settings.deadline_days * DAY_S)


def _closing(rows: Sequence[Seen], settings: Watch, *, now: float) -> Closing | None:
    """At the deadline late labels are still taken in: nobody looked before."""
    labels = [row.label for row in rows if row.label is not None]
    tally = Tally(int(rows[0].at // DAY_S), asked=len(rows), answered=len(labels))
    if not is_over(tally, settings, now=now):
        return None
    return Closing(now, max(labels, default=0))


def bursts(rows: Sequence[Seen]) -> Iterator[list[Seen]]:
    """Tickets that came from one source within an hour, in the order of their first ones: they tend to be alike."""
    found: dict[tuple[str, int], list[Seen]] = {}
    for row in rows:
        key = (row.source, int(row.at // HOUR_S))
        found.setdefault(key, []).append(row)
    yield from found.values()
