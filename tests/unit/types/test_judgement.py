"""A condition of the gate holds, does not, or is not known."""

from __future__ import annotations

import pytest

from peel.types.judgement import Check


@pytest.mark.parametrize(
    ("holds", "is_known", "fails"),
    [(True, True, False), (False, True, True), (False, False, False)],
)
def test_only_what_is_known_fails(holds, is_known, fails):
    check = Check(name="better", holds=holds, words="", is_known=is_known)
    assert check.fails == fails
