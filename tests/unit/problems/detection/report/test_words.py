"""The words of the kind."""

from __future__ import annotations

from peel.problems.detection import PROBLEM
from peel.problems.detection.report.words import WORDING


def test_every_score_has_its_meaning() -> None:
    assert set(WORDING.meanings) == {*PROBLEM.metrics, "count_error"}
