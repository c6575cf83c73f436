"""The result on the sealed test."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peel.report.facts import Facts
from peel.report.sections import result
from peel.types.stranger import Stranger

Runs = dict[str, Facts]


def _choice(facts: Facts, **changes: Any) -> Facts:
    return replace(facts, choice=facts.choice.model_copy(update=changes))


def test_scores_of_the_gate_are_drawn(facts: Runs) -> None:
    view = result.view(facts["pass"])
    assert view.chart.count('class="row"') == 3
    assert len(view.scores) == 5
    assert all(meaning for _, meaning in view.scores)


def test_kind_tells_its_details(facts: Runs) -> None:
    run = facts["pass"]
    assert result.view(run).details == run.report.details(run.findings)
    assert "Class by class" in result.view(run).details


def test_expectation_is_compared(facts: Runs) -> None:
    run = facts["pass"]
    assert "agrees" in result.view(run).sentence
    assert "less" in result.view(_choice(run, score=0.99, low=0.98, high=0.999)).sentence
    assert "more" in result.view(_choice(run, score=0.3, low=0.2, high=0.4)).sentence
    assert result.view(_choice(run, metric="other")).sentence == ""


def test_distance_is_told_where_there_is_one(facts: Runs) -> None:
    run = facts["pass"]
    told = Stranger(tap=9, limit=4.2, share=0.95, auroc=0.91, found=0.62, n_classes=5)
    strange = replace(run, card=run.card.model_copy(update={"stranger": told}))
    said = result.view(strange).stranger
    assert "Tried on 5 classes left out" in said
    assert all(share in said for share in ("91% of all pairs", "62% of them", "5% of known"))
    assert result.view(run).stranger == ""
