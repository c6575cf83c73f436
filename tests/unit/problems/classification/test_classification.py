"""The face of the kind."""

from __future__ import annotations

from peel.problem import find


def test_metric_counts_right_items():
    metric = find("classification").metric
    assert metric.name == "accuracy"
    assert metric.is_count
    assert metric.higher_is_better
