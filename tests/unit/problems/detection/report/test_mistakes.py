"""The sheet of mistakes."""

from __future__ import annotations

from peel.problems.detection.report import mistakes
from peel.types.report import Findings


def test_boxes_lie_in_the_picture_s_pixels(findings: Findings) -> None:
    (one, _) = mistakes.view(findings).drawn
    assert 'viewBox="0 0 400 300"' in one.picture
    assert '<rect class="found" x="10" y="20" width="40" height="40">' in one.picture
    assert '<rect class="missed" x="200"' in one.picture
    assert '<rect class="false" x="300"' in one.picture
    assert "<title>emu: wrong name, 50%</title>" in one.picture


def test_what_went_wrong_is_counted(findings: Findings) -> None:
    assert mistakes.view(findings).sentence == (
        "Of 70 objects, 46 were found and 24 missed; 6 boxes on nothing, 1 box with a wrong name."
    )


def test_nothing_wrong_is_said(perfect: Findings) -> None:
    view = mistakes.view(perfect)
    assert view.sentence.startswith("There is none: on all 20 test pictures")
    assert view.drawn == ()
