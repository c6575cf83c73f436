"""What a test of three classes showed: 20 pictures, of which 4 got a wrong answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from peel.types.mistake import Mistake
from peel.types.report import Findings, Shown, Thumb
from peel.types.score import Score, Verdict

NAMES = ("ash", "<b>elm", "fir")
COUNTS = [[8, 2, 0], [0, 4, 1], [0, 1, 4]]


def verdict(**changes: Any) -> Verdict:
    """A failed gate, unless something else is said."""
    measured = {"score": 0.8, "low": 0.6, "high": 0.92, "threshold": 0.95, "probability": 0.01}
    return Verdict.model_validate(
        {"verdict": "fail", "metric": "accuracy", "reason": "threshold", **measured, **changes}
    )


def told(counts: Sequence[Sequence[int]], names: Sequence[str] = NAMES) -> Findings:
    """The test that gave this confusion; right answers are 90% sure, wrong ones 60%."""
    pairs = [
        (label, answer)
        for label, row in zip(names, counts, strict=True)
        for answer, n in zip(names, row, strict=True)
        for _ in range(n)
    ]
    sure = [0.9 if label == answer else 0.6 for label, answer in pairs]
    wrong = [pair for pair in pairs if pair[0] != pair[1]][:24]
    return Findings(
        n_test=len(pairs),
        verdict=verdict(),
        scores=(Score(name="accuracy", value=0.8, low=0.6, high=0.92),),
        parts={
            name: {"train": 30, "test": sum(row)} for name, row in zip(names, counts, strict=True)
        },
        details={
            "per_class": [
                _class(name, row, i)
                for i, (name, row) in enumerate(zip(names, counts, strict=True))
            ],
            "confusion": {"class_names": list(names), "counts": counts},
            "calibration": [
                {"low": 0.5, "high": 0.7, "n": 4, "confidence": 0.6, "accuracy": 0.0},
                {"low": 0.7, "high": 1.0, "n": 16, "confidence": 0.9, "accuracy": 1.0},
            ],
        },
        predictions={
            "label": [label for label, _ in pairs],
            "answer": [answer for _, answer in pairs],
            "confidence": sure,
        },
        mistakes=tuple(_shown(label, answer) for label, answer in wrong),
    )


def _class(name: str, row: Sequence[int], place: int) -> dict[str, Any]:
    n = sum(row)
    share = row[place] / max(n, 1)
    return {
        "name": name,
        "n": n,
        "precision": share,
        "recall": share,
        "f1": share,
        "low": 0.0,
        "high": 1.0,
    }


def _shown(label: str, answer: str) -> Shown:
    one = Mistake(
        item="ab",
        path=f"{label}/1.png",
        label=label,
        answer=answer,
        confidence=0.6,
        label_confidence=0.3,
    )
    return Shown(mistake=one, thumb=Thumb(address="data:,", width=8, height=8, text=one.path))


@pytest.fixture
def findings() -> Findings:
    return told(COUNTS)


@pytest.fixture
def perfect() -> Findings:
    return told([[3, 0, 0], [0, 3, 0], [0, 0, 3]])


@pytest.fixture
def many() -> Findings:
    """160 classes, each taken for the next one once in three times."""
    counts = [[2 * (i == j) + (j == (i + 1) % 160) for j in range(160)] for i in range(160)]
    return told(counts, [f"class {i:03d}" for i in range(160)])
