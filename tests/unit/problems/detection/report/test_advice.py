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


def test_smallest_side_that_is_found_is_named(findings: Findings) -> None:
    smallest = {"side_px": 9.4, "objects": 40, "found": 3, "larger": 0.9}
    details = {**findings.details, "smallest": smallest, "frame": [1824, 2400]}
    step = steps(findings.model_copy(update={"details": details}))[1]
    assert step.text.startswith("Of 40 objects under 9 pixels 3 were found, of larger ones 90%.")
    assert "in 2400 x 1824 pixels: cut larger ones into parts" in step.text


def test_perfect_boxes_need_no_step(perfect: Findings) -> None:
    assert steps(perfect) == []


def test_score_without_skill_names_the_level(findings: Findings) -> None:
    assert "gets 20% here" in without_skill(findings).text
