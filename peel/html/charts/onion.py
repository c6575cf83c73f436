"""The onion: what each depth of a network is worth, and which depths the model uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from peel.html.charts import plot
from peel.html.charts.axis import Axes, Axis, around
from peel.html.svg import across, at, picture, stretched, tag

_TOP_PX, _BOTTOM_PX, _HEIGHT_PX = 10, 290, 334
STYLES = 6


@dataclass(frozen=True, kw_only=True)
class Point:
    """The best single head of one depth, or the model: score with its interval, and what to say of it."""

    depth: int
    score: float
    low: float
    high: float
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Onion:
    """The curves (a name and its points each), the chosen members, the model, the score that is needed."""

    curves: Sequence[tuple[str, Sequence[Point]]]
    members: Sequence[Point]
    model: Point
    threshold: float | None


def draw(onion: Onion, label: str) -> Markup:
    """One curve with its interval band a network; rings for the members, a diamond for the model."""
    axes = _axes(onion)
    return picture(
        _HEIGHT_PX,
        label,
        *plot.grid(axes.y),
        *_depths(axes.x),
        tag("text", {"x": "100%", "y": _HEIGHT_PX - 6, "text-anchor": "end"}, "depth →"),
        stretched(_HEIGHT_PX, *_curves(onion, axes)),
        *_rings(onion.members, axes),
        _diamond(onion.model, axes),
        kind="axes",
    )


def style(number: int) -> str:
    """The class of the curve with that number; after six, colours and dashes begin again.

    >>> style(0), style(6)
    ('s1', 's1')
    """
    return f"s{number % STYLES + 1}"


def _axes(onion: Onion) -> Axes:
    every = [point for _, points in onion.curves for point in points] + [onion.model]
    low, high = around([p.low for p in every] + [p.high for p in every] + _asked(onion))
    depths = [p.depth for p in every]
    first, last = min(depths), max(depths)
    return Axes(Axis(first - 0.5, last + 0.5), Axis(low, high, _BOTTOM_PX, _TOP_PX))


def _depths(x: Axis) -> list[Markup]:
    """Every depth has its number while there is room on a phone, then every second or fifth."""
    first, last = round(x.low + 0.5), round(x.high - 0.5)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100) if (last - first) / s <= 10)
    ticks = [d for d in range(first, last + 1) if d % step == 0] or [first]
    return plot.below(x, ticks, y_px=_BOTTOM_PX + 20, say=lambda depth: f"{depth:.0f}")


def _curves(onion: Onion, axes: Axes) -> list[Markup]:
    drawn: list[Markup] = []
    for number, (_, points) in enumerate(onion.curves):
        upper = [(axes.x.place(p.depth), axes.y.place(p.high)) for p in points]
        lower = [(axes.x.place(p.depth), axes.y.place(p.low)) for p in points]
        drawn.append(plot.band(upper, lower, kind=style(number)))
    for number, (_, points) in enumerate(onion.curves):
        middle = [(axes.x.place(p.depth), axes.y.place(p.score)) for p in points]
        drawn.append(plot.line(middle, style(number)))
    asked = [
        plot.line([(0, axes.y.place(t)), (1, axes.y.place(t))], "asked") for t in _asked(onion)
    ]
    return [*drawn, *asked]


def _asked(onion: Onion) -> list[float]:
    return [] if onion.threshold is None else [onion.threshold]


def _rings(members: Sequence[Point], axes: Axes) -> list[Markup]:
    return [
        plot.told(
            "circle",
            {
                "class": "ring",
                "cx": across(axes.x.place(p.depth)),
                "cy": axes.y.place(p.score),
                "r": 6,
            },
            text=p.text,
        )
        for p in members
    ]


def _diamond(model: Point, axes: Axes) -> Markup:
    """The model at its deepest tap: an upright interval and a square on its corner."""
    place = axes.x.place(model.depth)
    shape = plot.told("path", {"class": "diamond", "d": "M0-9L9 0L0 9L-9 0Z"}, text=model.text)
    ends_px = axes.y.place(model.high), axes.y.place(model.low)
    upright = plot.upright(place, ends_px, kind="whisker model")
    return upright + at(place, axes.y.place(model.score), shape)
