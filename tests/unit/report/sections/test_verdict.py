"""The verdict in words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from peel.report.facts import Facts
from peel.report.sections import verdict

Runs = dict[str, Facts]


def _with(facts: Facts, **changes: Any) -> Facts:
    changed = {**facts.evaluation["verdict"], **changes}
    return replace(facts, evaluation={**facts.evaluation, "verdict": changed})


@pytest.mark.parametrize(
    ("name", "badge"), [("pass", "Passed"), ("fail", "Not reached"), ("undecided", "Undecided")]
)
def test_badge_says_the_verdict(facts: Runs, name: str, badge: str) -> None:
    assert verdict.view(facts[name]).badge == badge


def test_sure_pass_has_no_reserve(facts: Runs) -> None:
    view = verdict.view(_with(facts["pass"], threshold=0.5, low=0.8))
    assert view.headline == "The model is good enough"
    assert view.sentences[1].startswith("Even the lower end")


def test_unsure_pass_names_its_pictures(facts: Runs) -> None:
    view = verdict.view(_with(facts["pass"], threshold=0.85, low=0.8))
    assert view.headline == "Good enough, as far as 80 test pictures can tell"
    assert "no certainty" in view.sentences[1]


def test_clear_failure_says_so(facts: Runs) -> None:
    assert "upper end" in verdict.view(_with(facts["fail"], high=0.8)).sentences[1]


def test_close_failure_may_turn(facts: Runs) -> None:
    assert "could turn" in verdict.view(_with(facts["fail"], high=0.97)).sentences[1]


def test_undecided_counts_missing_labels(facts: Runs) -> None:
    assert "more labelled" in verdict.view(facts["undecided"]).sentences[-1]
    without = verdict.view(_with(facts["undecided"], more_test_items=None))
    assert len(without.sentences) == 2


def test_tiles_say_what_can_be_counted(facts: Runs) -> None:
    tiles = verdict.view(facts["pass"]).tiles
    assert tiles[-1] == ("276 million", "multiply-adds a picture, 72% of the network")
