"""What every chart with two axes has: grid, round numbers, and a line through points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from markupsafe import Markup

from peel.html import words
from peel.html.charts.axis import Axis
from peel.html.svg import Attributes, Value, across, curve, tag


def grid(y: Axis) -> list[Markup]:
    """A line across the picture and its share on the left for every round number of `y` (in pixels)."""
    parts: list[Markup] = []
    for tick in y.ticks(5):
        place = y.place(tick)
        line: Attributes = {"class": "grid", "x1": "0%", "x2": "100%", "y1": place, "y2": place}
        text: Attributes = {"x": -8, "y": place + 4, "text-anchor": "end"}
        parts += [tag("line", line), tag("text", text, words.percent(tick))]
    return parts


def below(
    x: Axis,
    ticks: Iterable[float],
    *,
    y_px: float,
    say: Callable[[float], str] = words.percent,
) -> list[Markup]:
    """The numbers under the picture."""
    return [
        tag("text", {"x": across(x.place(t)), "y": y_px, "text-anchor": "middle"}, say(t))
        for t in ticks
    ]


def line(points: Sequence[tuple[float, float]], kind: str) -> Markup:
    """A curve through `points`, for an inner picture that is stretched."""
    return tag("path", {"class": f"line {kind}", "d": curve(points)})


def band(
    upper: Sequence[tuple[float, float]], lower: Sequence[tuple[float, float]], *, kind: str
) -> Markup:
    """The area between two curves."""
    return tag("path", {"class": f"band {kind}", "d": curve([*upper, *reversed(lower)], "Z")})


def upright(place: float, ends_px: tuple[float, float], *, kind: str) -> Markup:
    """An upright line at one place."""
    at = across(place)
    return tag("line", {"class": kind, "x1": at, "x2": at, "y1": ends_px[0], "y2": ends_px[1]})


def told(name: str, attributes: Mapping[str, Value], *, text: str) -> Markup:
    """An element that says `text` when the pointer rests on it."""
    return tag(name, attributes, tag("title", {}, text))
