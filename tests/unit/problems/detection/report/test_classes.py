"""Class by class."""

from __future__ import annotations

from peel.problems.detection.report import classes
from peel.types.report import Findings


def test_weakest_class_comes_first(findings: Findings) -> None:
    assert [one.name for one in classes.view(findings).classes] == ["<b>dog", "cat", "emu"]


def test_class_without_objects_is_not_drawn(findings: Findings) -> None:
    view = classes.view(findings)
    assert view.chart.count('class="fill s1"') == 2
    assert view.classes[-1].recall is None
    assert view.classes[-1].precision == 0


def test_left_out_names_are_told(findings: Findings, perfect: Findings) -> None:
    assert classes.view(findings).left_out == "“ox”"
    assert classes.view(perfect).left_out == ""


def test_many_classes_are_not_all_drawn(findings: Findings) -> None:
    (first, *_) = findings.details["per_class"]
    rows = [{**first, "name": f"class {i}"} for i in range(40)]
    details = {**findings.details, "per_class": rows}
    view = classes.view(findings.model_copy(update={"details": details}))
    assert view.chart.count('class="fill s1"') == 30
    assert view.note == "The 30 weakest of 40 classes; all are in the table."
