"""The verdict in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from peel.report.facts import Facts
from peel.report.sections import verdict

Runs = dict[str, Facts]


def _with(facts: Facts, **changes: Any) -> Facts:
    told = {"verdict": facts.verdict.model_copy(update=changes)}
    return replace(facts, evaluation=facts.evaluation.model_copy(update=told))


@pytest.mark.parametrize(
    ("name", "badge"), [("pass", "Passed"), ("fail", "Not reached"), ("undecided", "Undecided")]
)
def test_badge_says_the_verdict(facts: Runs, name: str, badge: str) -> None:
    assert verdict.view(facts[name]).badge == badge


def test_sure_pass_has_no_reserve(facts: Runs) -> None:
    view = verdict.view(_with(facts["pass"], threshold=0.5, low=0.8))
    assert view.headline == "The model is good enough"
    assert "a pass asks for 80%" in view.sentences[1]


def test_unsure_pass_names_its_pictures(facts: Runs) -> None:
    view = verdict.view(_with(facts["pass"], threshold=0.85, low=0.8))
    assert view.headline == "Good enough, as far as 80 test pictures can tell"


def test_constant_answer_stands_beside_the_score(facts: Runs) -> None:
    view = verdict.view(_with(facts["fail"], reason="constant", score=0.7, constant=0.7))
    assert view.headline == "It is no better than naming one class every time"
    assert "always names the same class gets 70%" in view.sentences[2]


@pytest.mark.parametrize(
    ("state", "score", "threshold", "headline"),
    [
        ("fail", 1.0, 0.999, "No mistake, but too few pictures to show 99.9%"),
        ("undecided", 1.0, 0.95, "No mistake, but too few pictures to show 95%"),
        ("fail", 1.0, 1.0, "No mistake, but no test can show 100%"),
        ("fail", 0.98, 0.95, "It reaches 95%, but on too few pictures to show it"),
        ("fail", 0.8, 0.95, "The model is not good enough yet"),
        ("undecided", 0.96, 0.95, "It is too close to call"),
    ],
)
def test_headline_tells_score_from_proof(
    facts: Runs, state: str, score: float, threshold: float, headline: str
) -> None:
    changes = {"verdict": state, "score": score, "threshold": threshold, "reason": "threshold"}
    assert verdict.view(_with(facts["fail"], **changes)).headline == headline


def test_headline_weighs_the_constant(facts: Runs) -> None:
    worse = _with(facts["fail"], reason="constant", score=0.4, constant=0.5)
    assert verdict.view(worse).headline == "It is worse than naming one class every time"
    unsure = _with(facts["undecided"], reason="constant", constant=0.5)
    assert verdict.view(unsure).headline.startswith("It is not surely better than")


def test_untested_classes_are_named(facts: Runs) -> None:
    changes = {"reason": "untested", "untested": ["ash", "elm"], "more_test_items": None}
    view = verdict.view(_with(facts["undecided"], **changes))
    assert view.headline == "Not every class was tested"
    assert "No test picture shows “ash” and “elm”" in view.sentences[2]


def test_undecided_counts_missing_labels(facts: Runs) -> None:
    assert "more labelled" in verdict.view(facts["undecided"]).sentences[-1]
    without = verdict.view(_with(facts["undecided"], more_test_items=None))
    assert len(without.sentences) == 2


def test_tiles_say_what_can_be_counted(facts: Runs) -> None:
    tiles = verdict.view(facts["pass"]).tiles
    assert tiles[-1] == ("276 million", "multiply-adds a picture, 72% of the network")


def test_missing_labels_may_be_of_a_class(facts: Runs) -> None:
    view = verdict.view(_with(facts["undecided"], more_test_items=7, more_of=["elm"]))
    assert view.sentences[-1] == "About 7 more labelled test pictures of “elm” would decide it."
