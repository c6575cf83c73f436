"""The onion in words and curves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from peel.report.facts import Facts
from peel.report.sections import onion

Runs = dict[str, Facts]


def _choice(facts: Facts, **changes: Any) -> Facts:
    return replace(facts, choice=facts.choice.model_copy(update=changes))


def _ending_at(facts: Facts, depth: int) -> Facts:
    member = facts.choice.members[0].model_copy(update={"tap": depth})
    return _choice(facts, members=(member,))


def _depths(facts: Facts, *, scores: tuple[float, float], losses: tuple[float, float]) -> Facts:
    pairs = enumerate(zip(scores, losses, strict=True))
    rows = [
        facts.onion[0].model_copy(
            update={"depth": d, "score": s, "low": s, "high": s, "log_loss": loss}
        )
        for d, (s, loss) in pairs
    ]
    return replace(facts, onion=rows)


def test_chosen_network_comes_first(facts: Runs) -> None:
    view = onion.view(facts["pass"])
    assert view.legend == (("efficientnet_lite2", "s1"), ("efficientnet_lite0", "s2"))
    assert len(view.table) == 36


def test_members_are_found_on_the_board(facts: Runs) -> None:
    assert onion.view(facts["pass"]).chart.count('class="ring"') == 10
    assert onion.view(facts["few"]).chart.count('class="ring"') == 1


@pytest.mark.parametrize(
    ("scores", "losses", "words"),
    [
        ((0.7, 0.9), (0.5, 0.2), "Here the deepest is the best"),
        ((0.95, 0.9), (0.2, 0.5), "5 points more for less work"),
        ((0.9, 0.9), (0.2, 0.5), "is the surer one"),
    ],
)
def test_worth_of_depth_is_told(
    facts: Runs, scores: tuple[float, float], losses: tuple[float, float], words: str
) -> None:
    run = _ending_at(_depths(facts["few"], scores=scores, losses=losses), 1)
    assert words in onion.view(run).last


def test_hopeful_curves_are_cautioned(facts: Runs) -> None:
    assert onion.view(facts["pass"]).caution == ""
    low = _choice(facts["pass"], score=0.6, low=0.5, high=0.7)
    assert "the model reaches 60%" in onion.view(low).caution


def test_share_of_the_network_is_told(facts: Runs) -> None:
    assert "90% of the work" in onion.view(_ending_at(facts["few"], 12)).cut


def test_whole_network_is_kept(facts: Runs) -> None:
    assert "whole network is kept" in onion.view(_ending_at(facts["few"], 17)).cut


def test_other_metric_draws_no_threshold(facts: Runs) -> None:
    assert onion.view(facts["few"]).has_threshold
    assert not onion.view(_choice(facts["few"], metric="other")).has_threshold


def test_model_is_described(facts: Runs) -> None:
    assert "the mean of 10 heads at depths 15 to 17" in onion.view(facts["pass"]).sentence
    assert "one head at depth 14" in onion.view(facts["few"]).sentence


def test_one_shallow_head_is_offered(facts: Runs) -> None:
    """Only where it is as good as the model of many, for clearly less work."""
    run = facts["pass"]
    own = [row for row in run.onion if row.branch == run.choice.branches[0].name]
    best = max(row.score for row in own if row.depth <= 9)
    shallow = onion.view(_choice(run, score=best)).single
    assert shallow.startswith("One head at depth ")
    assert "search.mean_of: 1" in shallow
    assert onion.view(_choice(run, score=0.999)).single == ""
    assert onion.view(_choice(run, score=best, members=run.choice.members[:1])).single == ""


def _two(facts: Facts) -> Facts:
    """A model of two networks: the second is looked at at depth 3 and cut there."""
    (branch,), member = facts.choice.branches, facts.choice.members[0]
    other = branch.model_copy(update={"name": "small", "backbone": "efficientnet_lite0"})
    more = member.model_copy(update={"branch": "small", "tap": 3})
    rows = [
        row.model_copy(update={"branch": "small"}) if row.branch == "efficientnet_lite0" else row
        for row in facts.onion
    ]
    changed = _choice(facts, branches=(branch, other), members=(member, more))
    return replace(changed, onion=rows)


def test_each_network_of_the_model_is_shown(facts: Runs) -> None:
    view = onion.view(_two(facts["pass"]))
    assert [name for name, _ in view.strips] == ["efficientnet_lite2", "efficientnet_lite0"]
    assert "4 of 18 depths are kept" in view.strips[1][1]
    assert "and “efficientnet_lite0” can be ended at 18 depths" in view.sentence
    assert "depth 3 of “efficientnet_lite0” is cut away" in view.cut
    assert view.cost[0][1] == "36"


def test_depths_of_all_networks_are_marked(facts: Runs) -> None:
    chosen = {
        (row.branch, row.depth)
        for row, is_chosen in onion.view(_two(facts["pass"])).table
        if is_chosen
    }
    assert ("small", 3) in chosen
    assert len(chosen) == 2


def test_whole_networks_are_kept(facts: Runs) -> None:
    run = _two(facts["pass"])
    members = tuple(member.model_copy(update={"tap": 17}) for member in run.choice.members)
    cut = onion.view(_choice(run, members=members)).cut
    assert cut == "The model looks at the last depth, so that the whole networks are kept."
