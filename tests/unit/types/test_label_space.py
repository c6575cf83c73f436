"""What a model can say, as a record."""

from __future__ import annotations

from peel.types.label_space import LabelSpace


def test_space_survives_json() -> None:
    space = LabelSpace(names=("b", "ä"), decision={"thresholds": [0.1, 0.5]})
    assert LabelSpace.model_validate_json(space.to_json()) == space


def test_spaces_share_no_decision() -> None:
    assert LabelSpace(names=()).decision is not LabelSpace(names=()).decision
