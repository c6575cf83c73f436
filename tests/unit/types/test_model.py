"""The chosen model in words."""

from __future__ import annotations

import pytest

from peel.types.items import ImageSpec
from peel.types.model import Branch, Choice


@pytest.mark.parametrize(("n", "words"), [(1, "1 head"), (5, "5 heads")])
def test_heads_are_counted_in_words(n: int, words: str) -> None:
    assert Choice.model_construct(members=(None,) * n).heads == words


def test_frame_is_told_in_pixels() -> None:
    image = ImageSpec(size_px=384, geometry="letterbox", mean=(0, 0, 0), std=(1, 1, 1))
    branch = Branch(name="a", backbone="a", key="", image=image)
    assert Choice.model_construct(branches=(branch,)).words == "a at 384 pixels"
