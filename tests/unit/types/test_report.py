"""What the page and a kind tell each other."""

from __future__ import annotations

from peel.types.report import Thumb, Wording


def test_tiny_picture_is_known() -> None:
    thumb = Thumb(address="data:,", width=8, height=40, text="x")
    assert thumb.is_tiny
    assert not thumb.model_copy(update={"height": 41}).is_tiny


def test_wording_fits_any_kind() -> None:
    wording = Wording()
    assert f"Not every {wording.one} was tested" == "Not every label was tested"
    assert Wording.model_validate_json(wording.to_json()) == wording
