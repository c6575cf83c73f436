"""How far two answers are apart."""

from __future__ import annotations

import pytest

from peel.types.difference import Difference


@pytest.mark.parametrize(
    ("largest", "changed", "want"),
    [
        (0.0, 0, True),
        (0.002, 0, True),
        (0.0021, 0, False),
        (0.0, 1, False),
        (float("nan"), 0, False),
    ],
)
def test_difference_is_within_or_not(largest, changed, want):
    assert Difference(n=1, largest=largest, changed=changed).is_within(0.002) is want
