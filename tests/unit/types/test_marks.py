"""What a form of annotation says of a picture."""

from __future__ import annotations

from peel.problem import find
from peel.types.marks import Mark, Marked, MarkRules


def test_mark_without_box_names_the_picture() -> None:
    assert Mark("cat").box is None
    assert Marked("a.jpg", (4, 3), (Mark("cat"),)).marks[0].name == "cat"


def test_kind_of_names_writes_no_marks() -> None:
    assert not isinstance(find("classification"), MarkRules)
    assert not isinstance(find("multilabel"), MarkRules)
