"""What a test of three classes on 20 pictures showed: one is found well, one badly, one that no picture shows."""

from __future__ import annotations

from typing import Any

import pytest

from peel.types.mistake import Mistake
from peel.types.report import Findings, Shown, Thumb
from peel.types.score import Score, Verdict

VERDICT = {"verdict": "fail", "metric": "map50", "score": 0.6, "threshold": 0.9}


def row(name: str, *, objects: int, found: int, right: int) -> dict[str, Any]:
    """A class of the details."""
    value = right / objects if objects else 0.0
    measured = {"value": value, "low": max(0.0, value - 0.1), "high": min(1.0, value + 0.1)}
    return {
        "name": name,
        "pictures": min(objects, 20),
        "objects": objects,
        "found": found,
        "right": right,
        "threshold": 0.4,
        "count_bias": (found - objects) / 20,
        "f1": 2 * right / max(found + objects, 1),
        "map50": measured,
        "map50_95": measured,
    }


CLASSES = [
    row("cat", objects=40, found=42, right=38),
    row("<b>dog", objects=30, found=10, right=8),
    row("emu", objects=0, found=1, right=0),
]
SIZES = [
    {"name": "all", "objects": 70, "map50": 0.6, "map50_95": 0.3},
    {"name": "small", "objects": 30, "map50": 0.2, "map50_95": 0.1},
    {"name": "medium", "objects": 40, "map50": 0.8, "map50_95": 0.5},
    {"name": "large", "objects": 0, "map50": None, "map50_95": None},
]
BOXES = [
    {"what": "found", "name": "cat", "box": [10.0, 20.0, 50.0, 60.0], "score": 0.9},
    {"what": "missed", "name": "<b>dog", "box": [200.0, 20.0, 250.0, 60.0], "score": None},
    {"what": "wrong name", "name": "emu", "box": [300.0, 20.0, 350.0, 60.0], "score": 0.5},
]


def told(classes: list[dict[str, Any]], details: dict[str, Any], *, n: int) -> Findings:
    """The test with these classes and `n` mistakes."""
    one = Mistake(
        item="ab",
        path="a.png",
        label="1 cat, 1 <b>dog",
        answer="1 found, 1 missed, 1 wrong name",
        about="emu with 50.0%: wrong name",
        confidence=0.5,
        label_confidence=0.5,
        width_px=400,
        height_px=300,
    )
    thumb = Thumb(address="data:,", width=144, height=108, text="a")
    return Findings(
        n_test=20,
        verdict=Verdict(**VERDICT, low=0.5, high=0.7, probability=0.0, constant=0.2),
        scores=(
            Score(name="map50", value=0.6, low=0.5, high=0.7),
            Score(name="count_error", value=1.25, low=1.0, high=1.5, unit="objects"),
        ),
        parts={each["name"]: {"train": 30, "test": each["pictures"]} for each in classes},
        details={"per_class": classes, "by_size": SIZES, "pictures": [BOXES] * n, **details},
        predictions={},
        mistakes=(Shown(mistake=one, thumb=thumb),) * n,
    )


@pytest.fixture
def findings() -> Findings:
    verdicts = {"found": 46, "missed": 24, "wrong name": 1, "false": 6}
    return told(CLASSES, {"verdicts": verdicts, "left_out": ["ox"]}, n=2)


@pytest.fixture
def perfect() -> Findings:
    classes = [row("cat", objects=40, found=40, right=40)]
    same = {"by_size": [{**one, "map50": 1.0} for one in SIZES]}
    return told(classes, {"verdicts": {"found": 80}, "left_out": [], **same}, n=0)
