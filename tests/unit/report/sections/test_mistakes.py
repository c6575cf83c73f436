"""The sheet of mistakes."""

from __future__ import annotations

from dataclasses import replace

from peel.report.facts import Facts
from peel.report.sections import mistakes

Runs = dict[str, Facts]


def _wrong(facts: Facts) -> int:
    return sum(row["label"] != row["answer"] for row in facts.predictions)


def test_each_mistake_has_its_picture(facts: Runs) -> None:
    view = mistakes.view(facts["pass"])
    assert len(view.mistakes) == _wrong(facts["pass"])
    assert all(one.path in one.thumb.text for one in view.mistakes)
    assert "All of them are shown" in view.sentence


def test_more_mistakes_than_pictures(facts: Runs) -> None:
    assert _wrong(facts["many"]) > 24
    assert "The 24 worst are shown" in mistakes.view(facts["many"]).sentence


def test_no_mistake_is_good_news(facts: Runs) -> None:
    view = mistakes.view(facts["few"])
    assert view.sentence == "There is none: all 2 test pictures got the right answer."
    assert view.mistakes == ()


def test_single_mistake_is_singular(facts: Runs) -> None:
    run = facts["few"]
    one = replace(run, predictions=[{"label": "a", "answer": "b", "confidence": 1.0}])
    assert "It is shown" in mistakes.view(one).sentence
