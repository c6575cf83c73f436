"""Label by label: how well it is told, beside what guessing would score, and what its threshold gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from peel.html import words
from peel.html.charts import rows
from peel.html.charts.axis import Axis
from peel.types.report import Findings

MOST_ROWS = 30


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A share with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Label:
    """One label on the test part.

    Of `n` pictures it is known whether they have it; `yes` have it, `said` are said to have it, `hits` both.
    """

    name: str
    n: int
    yes: int
    said: int
    threshold: float
    average_precision: Measured
    precision: Measured
    recall: Measured
    f1: Measured

    @property
    def share(self) -> float:
        """How often it holds, which is the average precision of a guess."""
        return self.yes / self.n if self.n else 0.0

    @property
    def hits(self) -> int:
        """Pictures that have it and are said to."""
        return round(self.recall.value * self.yes)

    @property
    def is_told(self) -> bool:
        """Whether it is surely told better than by a guess."""
        return self.yes > 0 and self.average_precision.low > self.share


@dataclass(frozen=True, kw_only=True)
class View:
    """A chart of the weakest labels, and the table of all."""

    sentence: str
    labels: tuple[Label, ...]
    chart: Markup
    note: str


def view(findings: Findings) -> View:
    """The weakest label first; one that no test picture has cannot be scored, so it comes last."""
    found = sorted(read(findings.details), key=_weakest_first)
    return View(
        sentence=_sentence(found),
        labels=tuple(found),
        chart=_chart(found),
        note=f"The {MOST_ROWS} weakest of {len(found)} labels; all are in the table."
        if len(found) > MOST_ROWS
        else "",
    )


def read(details: Mapping[str, Any]) -> Iterable[Label]:
    """The labels as evaluate wrote them."""
    for row in details["per_label"]:
        yield Label(
            name=row["name"],
            n=row["n"],
            yes=row["yes"],
            said=row["said"],
            threshold=row["threshold"],
            average_precision=Measured(**row["average_precision"]),
            precision=Measured(**row["precision"]),
            recall=Measured(**row["recall"]),
            f1=Measured(**row["f1"]),
        )


def _weakest_first(one: Label) -> tuple[bool, float, str]:
    return not one.yes, one.average_precision.value, one.name


def _sentence(found: Sequence[Label]) -> str:
    told = sum(one.is_told for one in found)
    of = words.count(len(found), "label")
    if told == len(found):
        return f"Every one of the {of} is surely told better than by a guess."
    return (
        f"{told:,} of the {of} {'is' if told == 1 else 'are'} surely told better than by a guess."
    )


def _chart(found: Sequence[Label]) -> Markup:
    drawn = [
        rows.Range(
            name=one.name,
            value=one.average_precision.value,
            low=one.average_precision.low,
            high=one.average_precision.high,
            text=f"{words.percent(one.average_precision.value)}, guess {words.percent(one.share)}",
            mark=one.share,
        )
        for one in found
        if one.yes
    ][:MOST_ROWS]
    label = f"Average precision of each label beside what a guess would score, {len(drawn)} labels, the weakest first"
    return rows.ranges(drawn, Axis(0, 1, 0.02, 0.97), label=label)
