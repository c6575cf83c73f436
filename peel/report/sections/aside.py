"""What was checked, what was put aside, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peel.html import names, words
from peel.report.facts import Facts
from peel.text import cell
from peel.types.validation import Outcome, Validation
from peel.validation.page import TITLES

FIRST, MOST, _OF_EACH = 12, 300, 4


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason and how many files it hit."""

    code: str
    title: str
    text: str
    n: int


@dataclass(frozen=True, kw_only=True)
class Aside:
    """One file that is not used."""

    path: str
    line: str
    code: str
    reason: str
    do: str


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """One rule that the data was held against."""

    what: str
    severity: str
    is_met: bool
    unexpected: int
    examples: str


@dataclass(frozen=True, kw_only=True)
class View:
    """Reasons, files and rules."""

    sentence: str
    reasons: tuple[Reason, ...]
    first: tuple[Aside, ...]
    others: tuple[Aside, ...]
    hidden: int
    expectations: tuple[Expectation, ...]
    n_met: int


def view(facts: Facts) -> View:
    """Files refused by ingest come first, then those that validate put aside."""
    told = {(row["path"], row["code"]) for row in facts.quarantine}
    skipped = [  # a table of an earlier Peel lacks them
        one.model_dump() for one in facts.ingest.skipped if (cell(one.path), one.code) not in told
    ]
    every = [_aside(row) for row in [*skipped, *facts.quarantine]]
    first, others = _some_of_each(every)
    expectations = tuple(_expectation(one) for one in facts.validation.expectations)
    return View(
        sentence=_sentence(facts.validation, len(every)),
        reasons=tuple(_reasons(every)),
        first=tuple(first),
        others=tuple(others[: MOST - len(first)]),
        hidden=max(0, len(every) - MOST),
        expectations=expectations,
        n_met=sum(one.is_met for one in expectations),
    )


def _sentence(validation: Validation, n_aside: int) -> str:
    good = words.count(validation.n_good, "picture")
    if not n_aside:
        return f"Every file was decoded in full. Nothing was put aside: all {good} can be used."
    aside = f"{words.count(n_aside, 'file')} {'was' if n_aside == 1 else 'were'} put aside"
    return f"Every picture was decoded in full; {good} went on. {aside}. {_unusable(validation, n_aside)}"


def _unusable(validation: Validation, n_aside: int) -> str:
    """Not all that is put aside is bad: a second copy is not."""
    if not validation.n_bad:
        return "None of them was a picture that could not be used."
    others = n_aside - validation.n_bad
    beside = (
        f" Of the others {others:,} {'does' if others == 1 else 'do'} not count, as a second copy or a file that is no picture."
        if others > 0
        else ""
    )
    return (
        f"{words.count(validation.n_bad, 'picture')} ({words.percent(validation.bad_share)}) could not be used; above "
        f"{words.percent(validation.limit)} the run would have stopped.{beside}"
    )


def _aside(row: Mapping[str, Any]) -> Aside:
    line = str(row.get("line") or "")
    return Aside(
        path=row["path"],
        line="" if line == "0" else line,
        code=row["code"],
        reason=row["reason"],
        do=row["do"],
    )


def _some_of_each(every: list[Aside]) -> tuple[list[Aside], list[Aside]]:
    """A few files of every reason for the first screen, and all others."""
    seen: Counter[str] = Counter()
    first: list[Aside] = []
    others: list[Aside] = []
    for one in every:
        seen[one.code] += 1
        is_first = seen[one.code] <= _OF_EACH and len(first) < FIRST
        (first if is_first else others).append(one)
    return first, others


def _reasons(every: list[Aside]) -> list[Reason]:
    """One row a code: its name on the page of `validate`, else the words of its first file."""
    found: dict[str, list[Aside]] = {}
    for one in every:
        found.setdefault(one.code, []).append(one)
    counted = [
        Reason(code=code, title=TITLES.get(code) or _title(rows), text=rows[0].do, n=len(rows))
        for code, rows in found.items()
    ]
    return sorted(counted, key=lambda reason: (-reason.n, reason.code))


def _title(rows: Sequence[Aside]) -> str:
    """The words of all of them: what one adds behind a colon is of that file alone."""
    reasons = {one.reason for one in rows}
    return rows[0].reason if len(reasons) == 1 else rows[0].reason.partition(":")[0]


def _expectation(one: Outcome) -> Expectation:
    examples = [names.clipped(names.shown(text), 60) for text in one["examples"][:3]]
    observed = [f"found: {names.shown(one['observed'])}"] if one["observed"] else []
    return Expectation(
        what=one["what"],
        severity=one["severity"],
        is_met=one["success"],
        unexpected=one["unexpected"],
        examples=", ".join([*observed, *examples]),
    )
