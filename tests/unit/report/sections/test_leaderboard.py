"""The best heads."""

from __future__ import annotations

from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import leaderboard

Runs = dict[str, Facts]


def test_twenty_come_first(facts: Runs) -> None:
    view = leaderboard.view(facts["pass"])
    assert [line.trial.rank for line in view.first] == list(range(1, 21))
    assert len(view.others) == 412
    assert view.hidden == 0


def test_chosen_heads_are_marked(facts: Runs) -> None:
    assert sum(line.is_chosen for line in leaderboard.view(facts["pass"]).first) == 10


def test_endless_board_is_cut(facts: Runs) -> None:
    run = facts["pass"]
    view = leaderboard.view(replace(run, leaderboard=run.leaderboard * 2))
    assert view.hidden == 864 - leaderboard.MOST


def test_single_head_reads_well(facts: Runs) -> None:
    run = facts["few"]
    view = leaderboard.view(replace(run, leaderboard=run.leaderboard[:1]))
    assert view.sentence.startswith("One head was scored on 4 training pictures")
    assert not view.has_many_networks


def test_luck_of_being_chosen_is_told(facts: Runs) -> None:
    run = facts["few"]
    chosen = replace(run, choice=run.choice.model_copy(update={"log_loss": None}))
    several = leaderboard.view(chosen).sentence
    assert "models were scored" in several
    assert "chosen by the same score" in several
    alone = leaderboard.view(replace(chosen, leaderboard=run.leaderboard[:1])).sentence
    assert "chosen by" not in alone
