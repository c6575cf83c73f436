"""Scores with their intervals, and the verdict of the gate."""

from __future__ import annotations

from peel.types.record import Record

# A mean of class shares that is 0.9 on paper comes out as 0.8999999999999999.
ROUNDING = 1e-12


class Score(Record):
    """One number with its 95 % interval; `unit` is "share" (0..1) or "nats"."""

    name: str
    value: float
    low: float
    high: float
    unit: str = "share"


class Verdict(Record):
    """What the gate says: pass, fail or undecided, and why.

    `probability` is the chance that the true score reaches the threshold, `chance` what gate.chance
    asks of it, `constant` what the best constant answer scores on the same items (None in a verdict of
    an earlier Peel). `reason` is what denied a pass: "threshold", "constant", "untested", or "".
    Where it is undecided, or fails although the score reaches the threshold, `more_test_items` further
    test labels would decide at the same score, of the classes in `more_of` where it matters which. `untested` are the classes without a test item.
    """

    verdict: str
    metric: str
    score: float
    low: float
    high: float
    threshold: float
    probability: float
    chance: float = 0.8
    constant: float | None = None
    reason: str = ""
    untested: tuple[str, ...] = ()
    more_test_items: int | None = None
    more_of: tuple[str, ...] = ()
    words: str = ""

    @property
    def reaches(self) -> bool:
        """Whether the score, as it is, stands at the threshold or above."""
        return self.score >= self.threshold - ROUNDING

    @property
    def is_only_too_small(self) -> bool:
        """Whether it fails for the size of the test part alone; no size shows that every answer will be right."""
        fails = self.verdict == "fail" and self.reason == "threshold"
        return fails and self.reaches and self.threshold < 1

    @property
    def is_worse_than_constant(self) -> bool:
        """Whether the best constant answer scores more."""
        return self.constant is not None and self.score < self.constant - ROUNDING
