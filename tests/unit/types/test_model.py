"""The chosen model in words."""

from __future__ import annotations

import pytest

from peel.types.model import Choice


@pytest.mark.parametrize(("n", "words"), [(1, "1 head"), (5, "5 heads")])
def test_heads_are_counted_in_words(n: int, words: str) -> None:
    assert Choice.model_construct(members=(None,) * n).heads == words
