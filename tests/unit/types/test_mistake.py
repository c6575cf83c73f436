"""A wrong answer in words."""

from __future__ import annotations

from peel.types.mistake import Mistake


def test_mistake_survives_json() -> None:
    one = Mistake(
        item="ab", path="a.png", label="cat", answer="dog", confidence=0.9, label_confidence=0.1
    )
    assert Mistake.model_validate_json(one.to_json()) == one
