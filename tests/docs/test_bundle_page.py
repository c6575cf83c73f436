"""The page of the bundle says what answers of every kind hold."""

from pathlib import Path

import numpy as np
import pytest

from peel.problem import find
from peel.types.label_space import LabelSpace

PAGE = Path("docs/reference/bundle.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["classification", "multilabel"])
def test_each_field_of_answers_is_told(kind: str) -> None:
    outputs = {"probabilities": np.array([[0.9, 0.1]])}
    (answer,) = find(kind).decode(outputs, LabelSpace(names=("a", "b")))
    assert [field for field in type(answer).model_fields if f"`{field}`" not in PAGE] == []
