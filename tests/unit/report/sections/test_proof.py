"""File against model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import proof

Read = Callable[[str], Facts]


def test_same_answers_are_told(facts: Read) -> None:
    view = proof.view(facts("pass"))
    assert "no probability differed by more than 0.0000021" in view.sentence
    assert [one.form for one in view.comparisons] == ["batch 1", "batch 64", "JPEG, grey"]


def test_difference_is_not_hidden(facts: Read) -> None:
    run = facts("pass")
    parity = {**run.evaluation["parity"], "top1_differences": 2}
    view = proof.view(replace(run, evaluation={**run.evaluation, "parity": parity}))
    assert "They differ: 2 clear answers" in view.sentence
