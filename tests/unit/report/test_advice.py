"""One list of advice, with what the stages warned of."""

from __future__ import annotations

from dataclasses import replace

from peel.report.advice import advice
from peel.report.facts import Facts
from peel.report.steps import steps

Runs = dict[str, Facts]


def test_advice_has_the_steps_of_the_report(facts: Runs) -> None:
    assert advice(facts["fail"]).steps == tuple(steps(facts["fail"]))


def test_every_stage_warns_again(facts: Runs) -> None:
    run = facts["few"]
    told = advice(
        replace(
            run,
            ingest=run.ingest.model_copy(update={"notes": ("labels differ by case",)}),
            split=run.split.model_copy(
                update={"notes": ["2 left out: leak.", "No test item stands for: a."]}
            ),
            weights=[{**run.weights[0], "sha256": ""}],
            evaluation=run.evaluation.model_copy(update={"notes": ("an old key",)}),
        )
    )
    assert told.notes[0] == "labels differ by case"
    assert told.notes[-3:] == (
        "2 left out: leak.",
        "No pretrained weights: the numbers of “efficientnet_lite0” are random, expect a far lower score.",
        "an old key",
    )
