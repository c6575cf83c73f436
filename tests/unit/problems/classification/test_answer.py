"""The answer of single-label classification."""

from __future__ import annotations

from peel.problems.classification.answer import ClassAnswer


def test_answer_says_all_or_why_not():
    answer = ClassAnswer(source="a.png", error="P302 no picture")
    assert (answer.class_name, answer.confidence, answer.probabilities) == (None, None, {})


def test_answer_survives_json():
    answer = ClassAnswer(
        class_name="ant", confidence=0.75, probabilities={"ant": 0.75, "bee": 0.25}
    )
    assert ClassAnswer.model_validate_json(answer.to_json()) == answer


def test_answers_share_no_probabilities():
    assert ClassAnswer().probabilities is not ClassAnswer().probabilities
