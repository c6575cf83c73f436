"""The sheet of mistakes."""

from __future__ import annotations

from peel.problems.classification.report import mistakes
from peel.types.report import Findings


def test_all_mistakes_are_shown(findings: Findings) -> None:
    view = mistakes.view(findings)
    assert view.mistakes == findings.mistakes
    assert view.sentence.startswith(
        "4 test pictures of 20 got a wrong answer. All of them are shown"
    )


def test_more_mistakes_than_pictures(many: Findings) -> None:
    assert "The 24 worst are shown" in mistakes.view(many).sentence


def test_no_mistake_is_good_news(perfect: Findings) -> None:
    view = mistakes.view(perfect)
    assert view.sentence == "There is none: all 9 test pictures got the right answer."
    assert view.mistakes == ()


def test_single_mistake_is_singular(perfect: Findings) -> None:
    answers = ["fir", *perfect.predictions["answer"][1:]]
    one = perfect.model_copy(update={"predictions": {**perfect.predictions, "answer": answers}})
    assert "It is shown" in mistakes.view(one).sentence
