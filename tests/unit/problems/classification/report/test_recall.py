"""Class by class."""

from __future__ import annotations

from peel.problems.classification.report import recall
from peel.types.report import Findings


def test_weakest_class_comes_first(findings: Findings) -> None:
    recalls = [one["recall"] for one in recall.view(findings).classes]
    assert recalls == sorted(recalls)
    assert recall.view(findings).note == ""


def test_class_without_pictures_comes_last(findings: Findings) -> None:
    rows = [{**one} for one in findings.details["per_class"]]
    rows[0].update(n=0, recall=0.0)
    view = recall.view(findings.model_copy(update={"details": {"per_class": rows}}))
    assert view.classes[-1]["name"] == "ash"
    assert ">ash<" not in view.chart


def test_many_classes_are_not_all_drawn(many: Findings) -> None:
    view = recall.view(many)
    assert view.chart.count('class="row"') == 20
    assert "of 160 classes" in view.note
