"""Elements of a page as text that is safe by construction: every value is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup, escape

Value = str | float | None
Attributes = dict[str, Value]


def tag(name: str, attributes: Mapping[str, Value], *children: str) -> Markup:
    """One element; attributes whose value is None are left out, numbers lose needless digits.

    >>> print(tag("text", {"x": 12.5, "class": None}, "a<b"))
    <text x="12.5">a&lt;b</text>
    """
    pairs = "".join(
        f' {key}="{_value(value)}"' for key, value in attributes.items() if value is not None
    )
    inner = Markup("").join(children)
    return Markup(f"<{name}{pairs}>{inner}</{name}>")


def across(share: float) -> str:
    """A place across the picture: the share of its width as a percentage.

    >>> across(0.125)
    '12.5%'
    """
    return f"{_short(100 * share)}%"


def curve(points: Iterable[tuple[float, float]], closed: str = "") -> str:
    """The path through `points` (share of the width, pixels down) for an inner picture of `stretched`.

    >>> curve([(0, 10), (0.5, 20)])
    'M0 10L50 20'
    """
    return "M" + "L".join(f"{_short(100 * x)} {_short(y)}" for x, y in points) + closed


def stretched(height_px: float, *children: str) -> Markup:
    """An inner picture that is 100 wide and stretched to the full width; give its strokes the class `line`."""
    attributes: Attributes = {
        "width": "100%",
        "height": height_px,
        "viewBox": f"0 0 100 {_short(height_px)}",
        "preserveAspectRatio": "none",
    }
    return tag("svg", attributes, *children)


def at(place: float, y_px: float, *children: str) -> Markup:
    """Children drawn in pixels around one place of a fluid picture."""
    return tag("svg", {"class": "at", "x": across(place), "y": y_px}, *children)


def picture(height_px: float, label: str, *children: str, kind: str = "") -> Markup:
    """The chart itself: an image to a screen reader, described by `label`."""
    attributes: Attributes = {
        "class": f"chart {kind}".strip(),
        "role": "img",
        "aria-label": label,
        "width": "100%",
        "height": height_px,
    }
    return tag("svg", attributes, *children)


def _value(value: str | float) -> str:
    return str(escape(value)) if isinstance(value, str) else _short(value)


def _short(number: float) -> str:
    """At most two decimals: a hundredth of a pixel is not seen, and the file stays small."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
