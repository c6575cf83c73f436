"""Whether a confidence can be believed."""

from __future__ import annotations

from peel.problems.classification.report import confidence
from peel.types.report import Findings


def test_cut_halves_the_mistakes(findings: Findings) -> None:
    view = confidence.view(findings)
    assert (view.cuts[0].taken, view.cuts[0].right) == (1, 0.8)
    assert view.cut_words == (
        "If a person looks at every answer under 70% confidence, that is 20% of the pictures, and of the rest 100% are right."
    )


def test_cut_that_takes_little_is_not_offered(findings: Findings) -> None:
    rows = {"label": ["a"] * 10, "answer": ["b"] * 8 + ["a"] * 2}
    told = {**rows, "confidence": [0.6] * 8 + [0.9] * 2}
    assert confidence.view(findings.model_copy(update={"predictions": told})).cut_words == ""


def test_no_mistakes_need_no_cut(perfect: Findings) -> None:
    assert confidence.view(perfect).cut_words == ""


def test_bins_have_their_intervals(findings: Findings) -> None:
    low, high = confidence.view(findings).bins
    assert (low.low, low.right) == (0.0, 0.0)
    assert low.high < high.low < high.right == 1
