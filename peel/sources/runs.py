"""COCO's run lengths: the box around a region, without ever drawing the region."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from peel.sources.numbers import around, number
from peel.types.marks import Box

_NONE = (math.nan, math.nan, math.nan, math.nan)
_MOST_SIDE = 1 << 20


def box_of_runs(region: Any) -> Box:
    """The box around a region {"size": [height, width], "counts": runs}, NaN for what is none.

    Runs go down each column and then to the next, first of pixels outside of it; they are numbers, or COCO's short
    text of them. Costs nothing but the reading of the runs, whatever size is stated.
    """
    size, counts = region.get("size"), region.get("counts")
    if not isinstance(size, list) or len(size) != 2:
        return _NONE
    high, wide = map(number, size)
    if not (1 <= high <= _MOST_SIDE and 1 <= wide <= _MOST_SIDE):
        return _NONE
    runs = _unpacked(counts) if isinstance(counts, str) else _listed(counts)
    return _around(runs, high=int(high), wide=int(wide))


def _around(runs: Iterable[int], *, high: int, wide: int) -> Box:
    place, is_inside, corners = 0, False, list[tuple[float, float]]()
    for run in runs:
        end = place + run
        if run < 0 or end > high * wide:
            return _NONE
        if is_inside and run:
            corners += _corners(place, end, high=high)
        place, is_inside = end, not is_inside
    return around(corners)


def _corners(start: int, end: int, *, high: int) -> list[tuple[float, float]]:
    """Two corners of the box around the pixels from `start` to before `end`."""
    first, last = start // high, (end - 1) // high
    top, bottom = (start % high, (end - 1) % high + 1) if first == last else (0, high)
    return [(first, top), (last + 1, bottom)]


def _listed(counts: Any) -> Sequence[int]:
    if not isinstance(counts, list) or not all(type(run) is int for run in counts):
        return (-1,)
    return counts


def _unpacked(words: str) -> Iterable[int]:
    """Each letter holds five bits; from the third number on each is what it adds to the last but one."""
    runs, value, shift = list[int](), 0, 0
    for letter in words:
        bits = ord(letter) - 48
        if not 0 <= bits < 64 or shift > 40:
            return (-1,)
        value |= (bits & 31) << shift
        shift += 5
        if not bits & 32:
            value -= (bits & 16 and 1) << shift
            runs.append(value + (runs[-2] if len(runs) > 2 else 0))
            value, shift = 0, 0
    return runs
