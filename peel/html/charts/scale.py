"""The verdict on a scale: the score, how sure it is, and what was asked for."""

from __future__ import annotations

from markupsafe import Markup

from peel.html import words
from peel.html.charts.axis import Axis, around
from peel.html.svg import Attributes, across, picture, tag
from peel.types.score import Verdict

_HEIGHT_PX = 112
_TRACK_PX = 56


def draw(verdict: Verdict) -> Markup:
    """The interval as a band, the score as a dot, the threshold as a line; from there on it is enough."""
    low, high = around([verdict.low, verdict.high, verdict.score, verdict.threshold], least=0.2)
    axis = Axis(low, high, 0.03, 0.97)
    label = (
        f"Scale from {words.percent(low)} to {words.percent(high)}: score {words.percent(verdict.score)}, "
        f"interval {words.interval(verdict.low, verdict.high)}, threshold {words.percent(verdict.threshold)}"
    )
    return picture(
        _HEIGHT_PX,
        label,
        _bar(axis, (low, high), height_px=10, kind="track"),
        _bar(axis, (verdict.threshold, high), height_px=10, kind="enough"),
        *_ticks(axis, verdict.threshold),
        *_threshold(axis.place(verdict.threshold), verdict.threshold),
        _bar(axis, (verdict.low, verdict.high), height_px=18, kind="interval"),
        *_score(axis.place(verdict.score), words.beside(verdict.score, verdict.threshold)),
    )


def _bar(axis: Axis, ends: tuple[float, float], *, height_px: int, kind: str) -> Markup:
    start, end = axis.place(ends[0]), axis.place(ends[1])
    return tag(
        "rect",
        {
            "class": kind,
            "x": across(start),
            "width": across(max(end - start, 0.004)),
            "y": _TRACK_PX - height_px / 2,
            "height": height_px,
            "rx": height_px / 2,
        },
    )


def _score(place: float, score: str) -> list[Markup]:
    text: Attributes = {"class": "score", "x": across(place), "y": 30, "text-anchor": anchor(place)}
    dot: Attributes = {"class": "dot", "cx": across(place), "cy": _TRACK_PX, "r": 8}
    return [tag("circle", dot), tag("text", text, score)]


def _threshold(place: float, threshold: float) -> list[Markup]:
    line: Attributes = {
        "class": "asked",
        "x1": across(place),
        "x2": across(place),
        "y1": _TRACK_PX - 18,
        "y2": _TRACK_PX + 34,
    }
    text: Attributes = {
        "class": "asked",
        "x": across(place),
        "y": _HEIGHT_PX - 4,
        "text-anchor": anchor(place),
    }
    return [tag("line", line), tag("text", text, f"asked for: {words.percent(threshold)}")]


def _ticks(axis: Axis, threshold: float) -> list[Markup]:
    """Round numbers under the scale, but none where the threshold's own line stands."""
    return [
        tag(
            "text",
            {"x": across(axis.place(t)), "y": _TRACK_PX + 26, "text-anchor": "middle"},
            words.percent(t),
        )
        for t in axis.ticks(5)
        if abs(axis.place(t) - axis.place(threshold)) > 0.06
    ]


def anchor(place: float) -> str:
    """Which end of a text stands at `place`, so that it stays inside the picture.

    >>> anchor(0.05), anchor(0.5), anchor(0.95)
    ('start', 'middle', 'end')
    """
    if place < 0.15:
        return "start"
    return "end" if place > 0.85 else "middle"
