"""Whether a confidence can be believed: how often answers of each confidence were right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from peel.html import words
from peel.html.charts import plot
from peel.html.charts.axis import Axes, Axis
from peel.html.svg import across, picture, stretched, tag

_TOP_PX, _BOTTOM_PX, _HEIGHT_PX = 10, 250, 350
_BARS_TOP_PX, _BARS_PX, _BARS = 280, 44, 20


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Answers whose confidence lies between `start` and `end`: how many, how sure, how often right."""

    start: float
    end: float
    n: int
    confidence: float
    right: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What is counted, how sure it was, and what it then was."""

    one: str = "answer"
    many: str = "answers"
    sure: str = "sure"
    right: str = "right"


ANSWERS = Wording()


def draw(
    bins: Sequence[Bin],
    confidences: Sequence[float] = (),
    *,
    label: str,
    wording: Wording = ANSWERS,
) -> Markup:
    """A dot with its interval a bin, beside the line on which it should lie; bars of how many below, if it is known."""
    axes = Axes(Axis(0, 1), Axis(0, 1, _BOTTOM_PX, _TOP_PX))
    honest = plot.line([(0, _BOTTOM_PX), (1, _TOP_PX)], "honest")
    height_px = _HEIGHT_PX if confidences else _BARS_TOP_PX
    said = f"bars: how many {wording.many} were that {wording.sure}"
    bars = [*_bars(confidences), tag("text", {"x": "0%", "y": height_px - 8}, said)]
    return picture(
        height_px,
        label,
        *plot.grid(axes.y),
        *plot.below(axes.x, axes.x.ticks(5), y_px=_BOTTOM_PX + 20),
        stretched(height_px, honest),
        *[part for one in bins for part in _dot(one, axes, wording=wording)],
        *(bars if confidences else ()),
        kind="axes",
    )


def _dot(one: Bin, axes: Axes, *, wording: Wording) -> list[Markup]:
    place = axes.x.place(one.confidence)
    text = (
        f"{words.count(one.n, wording.one, many=wording.many)}, {words.percent(one.confidence)} {wording.sure} in the mean: "
        f"{words.percent(one.right)} {wording.right}"
    )
    return [
        plot.upright(place, (axes.y.place(one.high), axes.y.place(one.low)), kind="whisker s1"),
        plot.told(
            "circle",
            {"class": "fill s1", "cx": across(place), "cy": axes.y.place(one.right), "r": 5},
            text=text,
        ),
    ]


def _bars(confidences: Sequence[float]) -> list[Markup]:
    counts = [0] * _BARS
    for confidence in confidences:
        counts[min(int(confidence * _BARS), _BARS - 1)] += 1
    most = max([*counts, 1])
    return [_bar(place, _BARS_PX * n / most) for place, n in enumerate(counts) if n]


def _bar(place: int, height_px: float) -> Markup:
    tall = max(height_px, 1.0)
    return tag(
        "rect",
        {
            "class": "fill quiet",
            "x": across(place / _BARS + 0.003),
            "width": across(1 / _BARS - 0.006),
            "y": _BARS_TOP_PX + _BARS_PX - tall,
            "height": tall,
        },
    )
