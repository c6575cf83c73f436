"""Names that cannot play tricks."""

from __future__ import annotations

import pytest

from peel.html import names


@pytest.mark.parametrize("character", ["\n", "\u202e", "\x00", "\u200b", "\udc80"])
def test_invisible_characters_are_spelled_out(character: str) -> None:
    shown = names.shown(f"a{character}b")
    assert "\\" in shown
    assert shown.isprintable()


def test_empty_name_is_named() -> None:
    assert names.shown("  ") == "(no name)"


def test_long_name_keeps_both_ends() -> None:
    text = names.clipped("start" + "x" * 200 + "end", 20)
    assert len(text) == 20
    assert text.startswith("start")
    assert text.endswith("end")
