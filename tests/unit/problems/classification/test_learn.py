"""What the search may try for single-label classification."""

from __future__ import annotations

import pytest

from peel.problem import find_learner


@pytest.mark.parametrize(
    ("has_expansion", "want"), [(True, ("mean", "ems", "emsg")), (False, ("mean", "ms", "msg"))]
)
def test_poolings_fit_the_block(has_expansion, want):
    assert find_learner("classification").poolings(has_expansion) == want


def test_heads_are_closed_forms():
    assert find_learner("classification").heads() == ("lda", "ridge")
