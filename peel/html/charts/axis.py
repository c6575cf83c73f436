"""From numbers to places: a range with round ends, and where a number lies in it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Axis:
    """A range of numbers from `low` to `high`, laid between the places `start` and `end`."""

    low: float
    high: float
    start: float = 0.0
    end: float = 1.0

    def place(self, number: float) -> float:
        """Where `number` lies; what is outside the range lies at its end.

        >>> Axis(0, 10, 0.5, 1).place(5), Axis(0, 1).place(7)
        (0.75, 1.0)
        """
        share = (number - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)

    def ticks(self, most: int = 6) -> list[float]:
        """At most `most` + 1 round numbers of the range.

        >>> Axis(0.6, 1).ticks(4)
        [0.6, 0.7, 0.8, 0.9, 1.0]
        """
        step = _round_step((self.high - self.low) / most)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(i * step, 10) for i in range(first, last + 1)]


@dataclass(frozen=True)
class Axes:
    """Across, in shares of the width, and up, in pixels from the top."""

    x: Axis
    y: Axis


def around(numbers: Iterable[float], *, least: float = 0.1) -> tuple[float, float]:
    """Round ends of a range of shares that holds all `numbers` and is at least `least` wide, within 0 and 1.

    >>> around([0.83, 0.91]), around([0.995, 1.0]), around([])
    ((0.8, 0.95), (0.9, 1.0), (0.0, 1.0))
    """
    found = [min(max(n, 0.0), 1.0) for n in numbers]
    if not found:
        return 0.0, 1.0
    step = 0.05 if max(found) - min(found) < 0.3 else 0.1
    low = math.floor(min(found) / step - 0.2) * step
    high = math.ceil(max(found) / step + 0.2) * step
    low, high = max(low, 0.0), min(high, 1.0)
    high = max(high, min(1.0, low + least))
    low = min(low, high - least)
    return round(low, 10), round(high, 10)


def _round_step(raw: float) -> float:
    """The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `raw`."""
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * (1 - 1e-9))
