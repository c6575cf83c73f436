"""Label by label."""

from __future__ import annotations

from peel.problems.multilabel.report import labels
from peel.types.report import Findings


def test_weakest_label_comes_first(findings: Findings) -> None:
    assert [one.name for one in labels.view(findings).labels] == ["<b>dog", "cat", "emu"]


def test_label_without_pictures_is_not_drawn(findings: Findings) -> None:
    view = labels.view(findings)
    assert view.chart.count('class="fill s1"') == 2
    assert ">emu<" not in view.chart


def test_guess_stands_beside_the_score(findings: Findings) -> None:
    view = labels.view(findings)
    assert view.chart.count('class="asked"') == 2
    assert "30%, guess 20%" in view.chart


def test_labels_above_a_guess_are_counted(findings: Findings, perfect: Findings) -> None:
    assert labels.view(findings).sentence.startswith("1 of the 3 labels is surely told")
    assert labels.view(perfect).sentence.startswith("Every one of the 1 label")


def test_many_labels_are_not_all_drawn(many: Findings) -> None:
    view = labels.view(many)
    assert view.chart.count('class="fill s1"') == 30
    assert view.note == "The 30 weakest of 40 labels; all are in the table."


def test_share_of_unknown_label_is_nothing() -> None:
    nothing = labels.Measured(value=0.0, low=0.0, high=1.0)
    scores = dict.fromkeys(("average_precision", "precision", "recall", "f1"), nothing)
    one = labels.Label(name="a", n=0, yes=0, said=0, threshold=0.5, **scores)
    assert (one.share, one.hits, one.is_told) == (0.0, 0, False)
