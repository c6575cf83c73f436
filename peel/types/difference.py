"""How far two answers of one model are apart."""

from __future__ import annotations

from peel.types.record import Record


class Difference(Record):
    """Of n items: the largest difference of a number, and how many clear answers differ."""

    n: int
    largest: float
    changed: int

    def is_within(self, tolerance: float) -> bool:
        """Whether no number is further off (not even one that is none), and no clear answer differs."""
        return self.largest <= tolerance and self.changed == 0
