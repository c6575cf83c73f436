from __future__ import annotations

from peel.problem import find_follower


def test_only_some_kinds_follow_things():
    assert find_follower("detection")
    assert find_follower("classification") is None
