"""Numbers as annotation files write them: nothing of them is trusted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from peel.types.marks import Box

_NONE = (math.nan, math.nan, math.nan, math.nan)


def number(value: Any) -> float:
    """The number that is written there, also as text and with a decimal comma; NaN for anything else.

    >>> number("0,25"), number(7), number([7]), number(10**400)
    (0.25, 7.0, nan, nan)
    """
    if isinstance(value, bool):
        return math.nan
    try:
        return float(value.replace(",", ".") if isinstance(value, str) else value)
    except (TypeError, ValueError, OverflowError):
        return math.nan


def size_of(width: Any, height: Any) -> tuple[int, int] | None:
    """The size that is stated; None where it is none.

    >>> size_of("640", 480), size_of(0, 0), size_of(None, "?")
    ((640, 480), None, None)
    """
    wide, high = number(width), number(height)
    if not (1 <= wide < 1e9 and 1 <= high < 1e9):
        return None
    return round(wide), round(high)


def track_of(attributes: Any) -> int | None:
    """The number of one thing on several frames, as CVAT and Datumaro write it; None where none is stated.

    >>> track_of({"track_id": 7}), track_of({"occluded": False}), track_of(None)
    (7, None, None)
    """
    found = number(attributes.get("track_id")) if isinstance(attributes, dict) else math.nan
    return int(found) if 0 <= found < 1e9 and found.is_integer() else None


def corners(values: Any) -> Box:
    """Left, top, right, bottom as they are written; NaN where they are not four."""
    found = _four(values)
    return (found[0], found[1], found[2], found[3])


def cornered(values: Any) -> Box:
    """The corners of a box that is written as left, top, width, height."""
    left, top, width, height = _four(values)
    return (left, top, left + width, top + height)


def centred(values: Any) -> Box:
    """The corners of a box that is written as the middle across, the middle down, width, height."""
    across, down, width, height = _four(values)
    return (across - width / 2, down - height / 2, across + width / 2, down + height / 2)


def around(points: Iterable[tuple[float, float]]) -> Box:
    """The box around points; NaN where there is none."""
    places = list(points)
    if not places:
        return _NONE
    across, down = [x for x, _ in places], [y for _, y in places]
    if not all(map(math.isfinite, (*across, *down))):
        return _NONE
    return (min(across), min(down), max(across), max(down))


def paired(values: Sequence[Any]) -> list[tuple[float, float]]:
    """Points from a list of x, y, x, y, ...; none from one of an odd length."""
    if len(values) % 2:
        return []
    return [(number(x), number(y)) for x, y in zip(values[::2], values[1::2], strict=True)]


def cos_sin(degrees: float) -> tuple[float, float]:
    """Of an angle; NaN of one that is none.

    >>> cos_sin(0), cos_sin(math.inf)
    ((1.0, 0.0), (nan, nan))
    """
    if not math.isfinite(degrees):
        return math.nan, math.nan
    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def turned(box: Box, degrees: float) -> Box:
    """The box around a box that is turned about its middle."""
    cos, sin = map(abs, cos_sin(degrees))
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    more_wide, more_high = (
        (wide * cos + high * sin - wide) / 2,
        (wide * sin + high * cos - high) / 2,
    )
    return (left - more_wide, top - more_high, right + more_wide, bottom + more_high)


def around_ellipse(
    middle: tuple[float, float], radii: tuple[float, float], *, degrees: float
) -> Box:
    """The box around an ellipse that is turned about its middle.

    >>> around_ellipse((5, 5), (2, 1), degrees=90)
    (4.0, 3.0, 6.0, 7.0)
    """
    cos, sin = cos_sin(degrees)
    wide = math.hypot(radii[0] * cos, radii[1] * sin)
    high = math.hypot(radii[0] * sin, radii[1] * cos)
    return (middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high)


def scaled(box: Box, size: tuple[int, int]) -> Box:
    """A box in shares of the picture, in its pixels."""
    return (box[0] * size[0], box[1] * size[1], box[2] * size[0], box[3] * size[1])


def _four(values: Any) -> tuple[float, float, float, float]:
    if not isinstance(values, list | tuple) or len(values) != 4:
        return _NONE
    a, b, c, d = map(number, values)
    return a, b, c, d
