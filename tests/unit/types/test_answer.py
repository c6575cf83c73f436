"""Answers as records."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from peel.types.answer import Answer


def test_answer_survives_json():
    answer = Answer(source="a.jpg", item="00", distance=0.1, is_strange=True)
    assert Answer.model_validate_json(answer.to_json()) == answer


def test_unknown_field_is_refused():
    with pytest.raises(ValidationError, match="mood"):
        Answer(mood="good")
