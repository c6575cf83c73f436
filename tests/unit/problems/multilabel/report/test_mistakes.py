"""The sheet of mistakes."""

from __future__ import annotations

from peel.problems.multilabel.report import mistakes
from peel.types.report import Findings


def test_missed_and_false_labels_are_counted(findings: Findings) -> None:
    view = mistakes.view(findings)
    assert view.mistakes == findings.mistakes
    assert view.sentence.startswith(
        "On 40 test pictures, 7 labels that hold were missed and 7 labels were said that do not hold."
    )


def test_no_mistake_is_good_news(perfect: Findings) -> None:
    assert (
        mistakes.view(perfect).sentence
        == "There is none: every known label of all 40 test pictures is right."
    )


def test_single_mistake_is_singular(findings: Findings) -> None:
    row = {**findings.details["per_label"][0], "said": 10}
    one = findings.model_copy(update={"details": {"per_label": [row]}})
    assert (
        "1 label that holds was missed and 1 label was said that does not hold"
        in mistakes.view(one).sentence
    )
