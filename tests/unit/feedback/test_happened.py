"""What happened, from a place on."""

from __future__ import annotations

from peel.feedback import happened


def test_nothing_is_told_twice(store):
    assert happened.last(store) == 0
    for n in range(3):
        happened.tell(store, "watch", data={"n": n}, now=float(n))
    first, second = happened.after(store, 0, limit=2)
    (third,) = happened.after(store, second.id)
    assert [one.data["n"] for one in (first, second, third)] == [0, 1, 2]
    assert happened.last(store) == third.id
    assert happened.after(store, third.id) == []
