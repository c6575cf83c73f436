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


def test_perfect_labels_need_no_step(perfect: Findings) -> None:
    assert steps(perfect) == []


def test_score_without_skill_names_the_level(findings: Findings) -> None:
    assert "gets 20% here" in without_skill(findings).text
