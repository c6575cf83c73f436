"""What to do next, as far as classes tell."""

from __future__ import annotations

from typing import Any

from peel.problems.classification.report.advice import steps, without_skill
from peel.types.report import Findings


def _titles(findings: Findings) -> list[str]:
    return [step.title for step in steps(findings)]


def _judged(findings: Findings, **changes: Any) -> Findings:
    return findings.model_copy(update={"verdict": findings.verdict.model_copy(update=changes)})


def test_mistakes_come_first(findings: Findings) -> None:
    assert _titles(findings) == ["Look at the mistakes", "Tell “<b>elm” and “ash” apart"]
    assert "counts twice" in steps(findings)[0].text


def test_passed_model_counts_its_mistakes(findings: Findings) -> None:
    assert steps(_judged(findings, verdict="pass"))[0].text.startswith("4 test pictures of 20 got")


def test_no_mistake_needs_no_step(perfect: Findings) -> None:
    assert steps(perfect) == []


def test_confused_pair_states_its_bound(findings: Findings) -> None:
    assert "at most 10 points of accuracy" in steps(findings)[1].text


def test_two_classes_have_no_pair(findings: Findings) -> None:
    two = findings.model_copy(update={"parts": {"ash": {}, "fir": {}}})
    assert _titles(two) == ["Look at the mistakes"]


def test_common_class_is_no_skill(findings: Findings) -> None:
    step = without_skill(_judged(findings, constant=0.95))
    assert step.title == "Ask for more than the common class"
    assert "gets 95% here" in step.text


def test_equal_classes_have_no_common_one(findings: Findings) -> None:
    step = without_skill(_judged(findings, constant=0.34))
    assert step.title == "Ask what the pictures show of their class"
