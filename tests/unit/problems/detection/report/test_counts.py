"""Objects and boxes."""

from __future__ import annotations

from peel.problems.detection.report import counts
from peel.types.report import Findings


def test_largest_error_comes_first(findings: Findings) -> None:
    view = counts.view(findings)
    assert view.sentence.endswith("was off by 1.25 a picture on average.")
    assert [(one.name, one.bias) for one in view.rows[:2]] == [
        ("<b>dog", "1.00 too few"),
        ("cat", "0.10 too many"),
    ]
