"""Answers as records."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from peel.types.answer import Answer


def test_answer_survives_json():
    answer = Answer(source="a.jpg", class_name="x", confidence=0.1, probabilities={"x": 0.1})
    assert Answer.model_validate_json(answer.to_json()) == answer


def test_answers_share_no_probabilities():
    assert Answer().probabilities is not Answer().probabilities


def test_unknown_field_is_refused():
    with pytest.raises(ValidationError, match="mood"):
        Answer(mood="good")
