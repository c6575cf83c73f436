"""The network as a row of depths: what is kept, where the model looks, what is cut away."""

from __future__ import annotations

from collections.abc import Collection

from markupsafe import Markup

from peel.html.svg import Attributes, across, at, picture, tag

_TOP_PX, _BLOCK_PX = 18, 36
_GAP = 0.004


def draw(blocks: range, depth: int, *, taps: Collection[int], label: str) -> Markup:
    """One box a depth; those up to `depth` are kept, a mark stands over each tap."""
    wide = 1 / max(len(blocks), 1)
    drawn = [
        _block(number * wide, wide, kept=block <= depth) for number, block in enumerate(blocks)
    ]
    marks = [_mark((number + 0.5) * wide) for number, block in enumerate(blocks) if block in taps]
    cut = blocks.index(depth) + 1
    return picture(_TOP_PX + _BLOCK_PX + 24, label, *drawn, *marks, *_ends(cut * wide))


def _block(start: float, wide: float, *, kept: bool) -> Markup:
    box: Attributes = {
        "class": "kept" if kept else "gone",
        "x": across(start + _GAP),
        "width": across(wide - 2 * _GAP),
        "y": _TOP_PX,
        "height": _BLOCK_PX,
        "rx": 3,
    }
    return tag("rect", box)


def _mark(place: float) -> Markup:
    """A triangle that points at the block."""
    return at(place, _TOP_PX - 4, tag("path", {"class": "tap", "d": "M-6-10L6-10L0 0Z"}))


def _ends(cut: float) -> list[Markup]:
    """The words under both parts."""
    y = _TOP_PX + _BLOCK_PX + 18
    kept = tag("text", {"x": "0%", "y": y, "text-anchor": "start"}, "picture in →")
    if cut > 0.99:
        return [kept]
    return [kept, tag("text", {"x": "100%", "y": y, "text-anchor": "end"}, "cut away")]
