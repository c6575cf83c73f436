"""Targets of single-label classification."""

from __future__ import annotations

import pytest

from peel.errors import PeelError
from peel.problem import find
from peel.types.label_space import LabelSpace

PROBLEM, SPACE = find("classification"), LabelSpace(names=("a", "b"))


def test_names_are_sorted_once():
    space = PROBLEM.space(["ö", "b", "10", "b", "2"])
    assert space.names == ("10", "2", "b", "ö")
    assert space.decision == {}


def test_targets_are_places_of_names():
    targets = PROBLEM.read_targets(["b", "a", "b"], SPACE)
    assert targets.tolist() == [1, 0, 1]
    assert targets.dtype == "int64"


def test_unknown_label_names_the_classes():
    with pytest.raises(PeelError, match=r"P650 .*got cow, ox; allowed: a, b;"):
        PROBLEM.read_targets(["ox", "a", "cow"], SPACE)


def test_two_classes_are_expected():
    rules = {row["rule"]: row for row in PROBLEM.expectations()}
    assert rules["expect_column_unique_value_count_to_be_between"]["kwargs"] == {"min_value": 2}
    assert {row["column"] for row in rules.values()} == {"label"}
