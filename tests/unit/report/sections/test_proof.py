"""File against model."""

from __future__ import annotations

from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import proof

Runs = dict[str, Facts]


def test_same_answers_are_told(facts: Runs) -> None:
    view = proof.view(facts["pass"])
    assert "the largest difference is 0.0000021 of a probability" in view.sentence
    assert [one.form for one in view.comparisons] == ["JPEG, grey", "batch 1", "batch 64"]


def test_difference_is_not_hidden(facts: Runs) -> None:
    run = facts["pass"]
    parity = run.evaluation.parity
    forms = {
        name: one.model_copy(update={"changed": 2 * (name == "batch 64")})
        for name, one in parity.forms.items()
    }
    told = {"parity": parity.model_copy(update={"forms": forms})}
    view = proof.view(replace(run, evaluation=run.evaluation.model_copy(update=told)))
    assert "They differ: 2 clear answers" in view.sentence
