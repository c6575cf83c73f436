"""Scores with their intervals, and the verdict of the gate."""

from __future__ import annotations

from peel.types.record import Record


class Score(Record):
    """One number with its 95 % interval; `unit` is "share" (0..1) or "nats"."""

    name: str
    value: float
    low: float
    high: float
    unit: str = "share"


class Verdict(Record):
    """What the gate says: pass, fail, or undecided (only with gate.sure: more test labels would decide)."""

    verdict: str
    metric: str
    score: float
    low: float
    high: float
    threshold: float
    probability: float
    more_test_items: int | None = None
    words: str = ""
