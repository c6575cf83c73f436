"""Great Expectations through the one file that knows it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from peel.errors import PeelError
from peel.validation.expectations import common, expect

FRAME = pd.DataFrame(
    {
        "path": ["b\n1", "a", "c", "d"],
        "label": ["x", None, "x", "y"],
        "size": [3, 0, 9, 9],
        "format": ["PNG", None, "PNG", "PNG"],
        "width": [40, None, 4, 50],
        "height": [40, None, 40, 50],
        "pixels": ["p", None, "p", "q"],
        "class_items": [2, 1, 2, 1],
    }
)


def _one(rule: str, column: str = "", **kwargs: Any) -> dict[str, Any]:
    return {
        "column": column,
        "rule": rule,
        "kwargs": kwargs,
        "severity": "warning",
        "what": "words",
    }


@pytest.mark.slow
def test_outcomes_follow_the_order_asked() -> None:
    asked = [
        _one("expect_column_unique_value_count_to_be_between", "label", min_value=2),
        _one("expect_column_values_to_not_be_null", "label"),
        _one("ExpectColumnValuesToBeBetween", "width", min_value=8),
        _one("expect_table_row_count_to_be_between", min_value=5),
    ]
    found = expect(FRAME, asked)
    assert [one["success"] for one in found] == [True, False, False, False]
    assert [one["unexpected"] for one in found] == [0, 1, 1, 0]
    assert [one["examples"] for one in found] == [[], ["a"], ["c"], []]
    assert [one["observed"] for one in found] == ["2", "", "", "4"]
    assert {one["severity"] for one in found} == {"warning"}
    assert found[3]["column"] == ""


@pytest.mark.slow
def test_common_rules_name_the_culprits() -> None:
    found = {one["what"]: one["examples"] for one in expect(FRAME, common(8))}
    assert found["no file is empty"] == ["a"]
    assert found["every file is a whole picture"] == ["a"]
    assert found["the width is at least 8 pixels"] == ["c"]
    assert found["no picture is there twice"] == ["b\n1", "c"]
    assert found["every label has at least two items"] == ["a", "d"]
    assert found["every item is named once"] == []


@pytest.mark.slow
def test_at_most_five_examples_are_kept() -> None:
    frame = pd.DataFrame({"path": [f"{i:02d}" for i in range(20)], "size": [0] * 20})
    (found,) = expect(frame, [_one("expect_column_values_to_be_between", "size", min_value=1)])
    assert (found["unexpected"], found["examples"]) == (20, ["00", "01", "02", "03", "04"])


@pytest.mark.slow
def test_column_without_any_value_is_checked() -> None:
    frame = FRAME.assign(width=[None] * 4)
    (found,) = expect(frame, [_one("expect_column_values_to_be_between", "width", min_value=8)])
    assert found["success"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "one",
    [
        _one("expect_the_unexpected", "label"),
        _one("expect_column_values_to_not_be_null", "nowhere"),
        _one("expect_column_values_to_be_between", "label", min_value=3),
        _one("expect_column_values_to_be_between", "size", colour="red"),
    ],
)
def test_impossible_expectation_is_refused(one: dict[str, Any]) -> None:
    with pytest.raises(PeelError, match="P310"):
        expect(FRAME, [one])
