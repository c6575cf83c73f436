"""What to do next, as far as labels tell."""

from __future__ import annotations

from peel.problems.multilabel.report.advice import steps, without_skill
from peel.types.report import Findings


def test_guessed_labels_are_named(findings: Findings) -> None:
    first, second = steps(findings)
    assert first.title == "Look at the mistakes"
    assert second.title == "Look at the labels that it cannot tell"
    assert "“<b>dog”" in second.text
    assert "emu" not in second.text
    assert "it is not sure that it is told better" in second.text


def test_perfect_labels_need_no_step(perfect: Findings) -> None:
    assert steps(perfect) == []


def test_score_without_skill_names_the_level(findings: Findings) -> None:
    assert "gets 20% here" in without_skill(findings).text


def test_labels_that_cannot_be_seen_are_told(findings: Findings) -> None:
    def titles(score: float, verdict: str = "fail") -> list[str]:
        said = findings.verdict.model_copy(update={"score": score, "verdict": verdict})
        return [step.title for step in steps(findings.model_copy(update={"verdict": said}))]

    assert titles(0.26)[0] == "Ask whether the labels can be seen"
    assert titles(0.45)[0] == "Look at the mistakes"
    assert titles(0.26, "pass")[0] == "Look at the mistakes"
