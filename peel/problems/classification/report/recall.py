"""Class by class: how many of its pictures were recognised, the weakest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from peel.html import words
from peel.html.charts import rows
from peel.html.charts.axis import Axis
from peel.metrics.details import ClassScore
from peel.types.report import Findings

MOST_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class View:
    """A chart of the weakest classes, and the table of all."""

    classes: tuple[ClassScore, ...]
    chart: Markup
    note: str


def view(findings: Findings) -> View:
    """The weakest class first; one without test pictures has no score, so it comes last."""
    classes = sorted(findings.details["per_class"], key=_weakest_first)
    return View(classes=tuple(classes), chart=_chart(classes), note=_note(len(classes)))


def _weakest_first(one: ClassScore) -> tuple[bool, float, str]:
    return one["n"] == 0, one["recall"], one["name"]


def _chart(classes: Sequence[ClassScore]) -> Markup:
    shown = [one for one in classes if one["n"]][:MOST_ROWS]
    drawn = [
        rows.Range(
            name=one["name"],
            value=one["recall"],
            low=one["low"],
            high=one["high"],
            text=f"{one['recall'] * one['n']:,.0f} of {one['n']:,}, {words.percent(one['recall'])}",
        )
        for one in shown
    ]
    label = f"Share of each class that was recognised, {len(drawn)} classes, the weakest first"
    return rows.ranges(drawn, Axis(0, 1, 0.02, 0.97), label=label)


def _note(n: int) -> str:
    return f"The {MOST_ROWS} weakest of {n} classes; all are in the table." if n > MOST_ROWS else ""
