"""Class by class, and by the size of objects: how well they are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from peel.html import names, words
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
class Class:
    """One class on the test part: of `objects` in `pictures`, `right` were found by `found` boxes above the threshold."""

    name: str
    pictures: int
    objects: int
    found: int
    right: int
    threshold: float
    count_bias: float
    f1: float
    map50: Measured
    map50_95: Measured

    @property
    def recall(self) -> float | None:
        """The share of its objects that are found."""
        return self.right / self.objects if self.objects else None

    @property
    def precision(self) -> float | None:
        """The share of its boxes that are right."""
        return self.right / self.found if self.found else None


@dataclass(frozen=True, kw_only=True)
class Size:
    """Objects of one size; None for scores where there is none."""

    name: str
    objects: int
    map50: float | None
    map50_95: float | None


@dataclass(frozen=True, kw_only=True)
class View:
    """A chart of the weakest classes, the table of all, and the table of sizes."""

    classes: tuple[Class, ...]
    sizes: tuple[Size, ...]
    chart: Markup
    note: str
    left_out: str


def view(findings: Findings) -> View:
    """The weakest class first; one without an object comes last."""
    found = sorted(read(findings.details), key=lambda one: (not one.objects, one.map50.value))
    return View(
        classes=tuple(found),
        sizes=tuple(Size(**one) for one in findings.details["by_size"]),
        chart=_chart(found),
        note=f"The {MOST_ROWS} weakest of {len(found)} classes; all are in the table."
        if len(found) > MOST_ROWS
        else "",
        left_out=names.listed(findings.details["left_out"]),
    )


def read(details: Mapping[str, Any]) -> Iterable[Class]:
    """The classes as evaluate wrote them."""
    for row in details["per_class"]:
        scores = {name: Measured(**row[name]) for name in ("map50", "map50_95")}
        yield Class(**{**row, **scores})


def _chart(found: Sequence[Class]) -> Markup:
    drawn = [
        rows.Range(
            name=one.name,
            value=one.map50.value,
            low=one.map50.low,
            high=one.map50.high,
            text=f"{words.percent(one.map50.value)} of {words.count(one.objects, 'object')}",
        )
        for one in found
        if one.objects
    ][:MOST_ROWS]
    label = f"Average precision of each class, {len(drawn)} classes, the weakest first"
    return rows.ranges(drawn, Axis(0, 1, 0.02, 0.97), label=label)
