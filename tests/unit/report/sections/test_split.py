"""The sealed test and the leak."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from peel.report.facts import Facts
from peel.report.sections import split

Runs = dict[str, Facts]


def _with(facts: Facts, leak: dict[str, Any] | None = None, **changes: Any) -> Facts:
    changes["leak"] = {**facts.split.leak, **(leak or {})}
    return replace(facts, split=facts.split.model_copy(update=changes))


def test_careless_leak_is_drawn(facts: Runs) -> None:
    view = split.view(facts["pass"])
    assert [name for name, _ in view.leaks] == ["a careless random split", "this split"]
    assert "13.8% of the test pictures" in view.leak
    assert ": 11 of 80, in the mean" in view.leak


def test_small_leak_contradicts_no_count(facts: Runs) -> None:
    """Once: '0 of 120 test pictures (0.3%)'."""
    leak = {**facts["pass"].split.leak, "careless_share": 0.003, "careless_n": 0, "n_drawn": 120}
    report = facts["pass"].split.model_copy(update={"leak": leak})
    assert ": 0.4 of 120, in" in split.view(replace(facts["pass"], split=report)).leak


def test_no_leak_draws_nothing(facts: Runs) -> None:
    view = split.view(facts["few"])
    assert view.chart is None
    assert "harmless" in view.leak


def test_stated_leak_is_told(facts: Runs) -> None:
    view = split.view(_with(facts["few"], {"stated_share": 0.05}, form="given"))
    assert view.leaks[1] == ("the source's own split", 0.05)
    assert "taken out of the training part" in view.leak
    assert view.sentence.startswith("The source itself says")


def test_capped_draw_tells_its_share(facts: Runs) -> None:
    view = split.view(_with(facts["pass"], n_train=18_000, n_test=2_000, max_test_items=2_000))
    assert "10% of every class was drawn" in view.sentence


def test_left_out_pictures_have_their_reason(facts: Runs) -> None:
    left_out = {"bridge": 2, "leak": 0, "unheard_of": 1}
    parts = split.view(_with(facts["pass"], left_out=left_out)).parts
    assert [name for name, _ in parts[2:]] == [
        "left out: new pictures that resemble both parts",
        "left out: unheard of",
    ]


def test_twins_need_both_pictures(facts: Runs) -> None:
    assert len(split.view(facts["pass"]).twins) == 2


def test_families_are_counted(facts: Runs) -> None:
    assert split.view(facts["pass"]).families.startswith("28 pictures")
    assert split.view(facts["few"]).families.startswith("No two pictures")
