"""What a test of three labels on 40 pictures showed: one is told well, one is guessed, one that no picture has."""

from __future__ import annotations

from typing import Any

import pytest

from peel.types.mistake import Mistake
from peel.types.report import Findings, Shown, Thumb
from peel.types.score import Score, Verdict

VERDICT = {"verdict": "fail", "metric": "mean_average_precision", "score": 0.6, "threshold": 0.9}


def label(name: str, *, yes: int, said: int, scores: tuple[float, float, float]) -> dict[str, Any]:
    """A row of the details; `scores` are average precision, precision and recall, each 0.2 up and down."""
    keys = ("average_precision", "precision", "recall", "f1")
    rows = {
        key: {"value": x, "low": max(0.0, x - 0.2), "high": min(1.0, x + 0.2)}
        for key, x in zip(keys, (*scores, scores[2]), strict=True)
    }
    return {"name": name, "n": 40, "yes": yes, "said": said, "threshold": 0.25, **rows}


LABELS = [
    label("cat", yes=10, said=12, scores=(0.9, 0.75, 0.9)),
    label("<b>dog", yes=8, said=5, scores=(0.3, 0.4, 0.25)),
    label("emu", yes=0, said=1, scores=(0.0, 0.0, 0.0)),
]
BINS = [
    {"low": 0.0, "high": 0.3, "n": 80, "confidence": 0.1, "accuracy": 0.1},
    {"low": 0.3, "high": 1.0, "n": 40, "confidence": 0.6, "accuracy": 0.5},
]


def told(labels: list[dict[str, Any]], *, mistakes: int) -> Findings:
    """The test with these labels."""
    one = Mistake(
        item="ab",
        path="a.png",
        label="cat (emu unknown)",
        answer="<b>dog",
        confidence=0.9,
        label_confidence=0.1,
    )
    return Findings(
        n_test=40,
        verdict=Verdict(**VERDICT, low=0.5, high=0.7, probability=0.0, constant=0.2),
        scores=(Score(name="mean_average_precision", value=0.6, low=0.5, high=0.7),),
        parts={row["name"]: {"train": 30, "test": row["yes"]} for row in labels},
        details={"per_label": labels, "calibration": BINS},
        predictions={},
        mistakes=(Shown(mistake=one, thumb=Thumb(address="data:,", width=8, height=8, text="a")),)
        * mistakes,
    )


@pytest.fixture
def findings() -> Findings:
    return told(LABELS, mistakes=2)


@pytest.fixture
def perfect() -> Findings:
    return told([label("cat", yes=10, said=10, scores=(1.0, 1.0, 1.0))], mistakes=0)


@pytest.fixture
def many() -> Findings:
    rows = [
        label(f"label {i:02d}", yes=1 + i % 9, said=i, scores=(i / 50, 0.5, 0.5)) for i in range(40)
    ]
    return told(rows, mistakes=24)
