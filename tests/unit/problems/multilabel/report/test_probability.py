"""Whether a probability can be believed."""

from __future__ import annotations

from peel.problems.multilabel.report import probability
from peel.types.report import Findings


def test_bins_have_their_intervals(findings: Findings) -> None:
    first, second = probability.view(findings).bins
    assert (first.n, second.right) == (80, 0.5)
    assert first.low < 0.1 < first.high < second.low < 0.5 < second.high


def test_chart_speaks_of_labels(findings: Findings) -> None:
    chart = probability.view(findings).chart
    assert "80 labels, 10% probable in the mean: 10% hold" in chart
    assert "bars:" not in chart
