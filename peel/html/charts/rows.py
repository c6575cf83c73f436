"""Charts of one row a name: bars for amounts, dots with their intervals for scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from peel.html import names
from peel.html.charts import plot
from peel.html.charts.axis import Axis
from peel.html.svg import Attributes, across, tag

_HEIGHT_PX = 22
_MIDDLE_PX = _HEIGHT_PX / 2
_BAR_PX = 7


@dataclass(frozen=True, kw_only=True)
class Amount:
    """A name with amounts that stand end to end, one colour each."""

    name: str
    parts: tuple[float, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class Range:
    """A name with a score between the ends of its interval, and what it is to be compared with, if anything."""

    name: str
    value: float
    low: float
    high: float
    text: str
    mark: float | None = None


@dataclass(frozen=True, kw_only=True)
class Stretches:
    """A name with stretches of time, each from, to, and the style that it is filled with; those of `below` lie under the others."""

    name: str
    above: tuple[tuple[float, float, str], ...]
    below: tuple[tuple[float, float, str], ...]
    text: str


def amounts(rows: Sequence[Amount], *, most: float, label: str) -> Markup:
    """Bars from zero; `most` would fill the whole width."""
    axis = Axis(0, most)
    return _chart([_row(row.name, _stack(axis, row.parts), text=row.text) for row in rows], label)


def ranges(rows: Sequence[Range], axis: Axis, *, label: str) -> Markup:
    """Dots with their intervals on one axis."""
    behind = [_upright(axis, tick) for tick in axis.ticks(4)]
    drawn = [_row(row.name, [*behind, *_dot(axis, row)], text=row.text) for row in rows]
    return _chart([*drawn, _row("", _numbers(axis), text="")], label)


def stretches(rows: Sequence[Stretches], axis: Axis, *, label: str) -> Markup:
    """Two thin lines of bars a row on one axis of time."""
    behind = [_upright(axis, tick) for tick in axis.ticks(4)]
    drawn = [
        _row(
            row.name,
            [*behind, *_bars(axis, row.above, y_px=3), *_bars(axis, row.below, y_px=13)],
            text=row.text,
        )
        for row in rows
    ]
    whole = [tick for tick in axis.ticks(4) if tick == round(tick)]
    numbers = plot.below(axis, whole, y_px=14, say=lambda tick: f"{tick:,.0f}")
    return _chart([*drawn, _row("", numbers, text="")], label)


def _bars(axis: Axis, parts: Sequence[tuple[float, float, str]], *, y_px: int) -> list[Markup]:
    return [
        tag(
            "rect",
            {
                "class": f"fill {style}",
                "x": across(axis.place(start)),
                "width": across(axis.place(end) - axis.place(start)),
                "y": y_px,
                "height": _BAR_PX,
            },
        )
        for start, end, style in parts
    ]


def _chart(rows: Sequence[Markup], label: str) -> Markup:
    return tag("div", {"class": "rows", "role": "img", "aria-label": label}, *rows)


def _row(name: str, drawing: Sequence[Markup], *, text: str) -> Markup:
    canvas: Attributes = {"class": "chart", "width": "100%", "height": _HEIGHT_PX}
    return tag(
        "div",
        {"class": "row" if name else "row numbers"},
        tag("span", {"class": "row-name"}, names.clipped(names.shown(name)) if name else ""),
        tag("span", {"class": "row-drawing"}, tag("svg", canvas, *drawing)),
        tag("span", {"class": "row-text"}, text),
    )


def _stack(axis: Axis, parts: Sequence[float]) -> list[Markup]:
    drawn, done = [], 0.0
    for number, part in enumerate(parts, start=1):
        start, end = axis.place(done), axis.place(done + part)
        done += part
        box: Attributes = {
            "class": f"fill s{number}",
            "x": across(start),
            "width": across(end - start),
            "y": 3,
            "height": _HEIGHT_PX - 6,
        }
        if part:
            drawn.append(tag("rect", box))
    return drawn


def _dot(axis: Axis, row: Range) -> list[Markup]:
    line: Attributes = {
        "class": "whisker s1",
        "x1": across(axis.place(row.low)),
        "x2": across(axis.place(row.high)),
        "y1": _MIDDLE_PX,
        "y2": _MIDDLE_PX,
    }
    dot: Attributes = {
        "class": "fill s1",
        "cx": across(axis.place(row.value)),
        "cy": _MIDDLE_PX,
        "r": 5,
    }
    mark = (
        []
        if row.mark is None
        else [plot.upright(axis.place(row.mark), (3, _HEIGHT_PX - 3), kind="asked")]
    )
    return [tag("line", line), *mark, tag("circle", dot)]


def _upright(axis: Axis, number: float) -> Markup:
    return plot.upright(axis.place(number), (0, _HEIGHT_PX), kind="grid")


def _numbers(axis: Axis) -> list[Markup]:
    return plot.below(axis, axis.ticks(4), y_px=14)
