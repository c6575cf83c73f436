"""Rows of numbers that kinds write beside their scores, ready for JSON."""

from __future__ import annotations

from typing import TypedDict


class ClassScore(TypedDict):
    """One class on the test part; `low` and `high` are the 95 % interval of the recall."""

    name: str
    n: int
    precision: float
    recall: float
    f1: float
    low: float
    high: float


class Confusion(TypedDict):
    """`counts[i][j]`: items of class i that were taken for class j."""

    class_names: list[str]
    counts: list[list[int]]


class CalibrationBin(TypedDict):
    """Items of like confidence (`low` to `high`), their mean confidence and their share right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float
