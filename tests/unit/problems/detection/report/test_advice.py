"""What to do next, as far as boxes tell."""

from __future__ import annotations

from peel.problems.detection.report.advice import steps, without_skill
from peel.types.report import Findings


def test_each_trouble_has_its_step(findings: Findings) -> None:
    assert [step.title for step in steps(findings)] == [
        "Look at the mistakes",
        "Make small objects larger",
        "Draw more boxes of rare classes",
    ]


def test_perfect_boxes_need_no_step(perfect: Findings) -> None:
    assert steps(perfect) == []


def test_score_without_skill_names_the_level(findings: Findings) -> None:
    assert "gets 20% here" in without_skill(findings).text
