"""What people say without being asked."""

from __future__ import annotations

from peel.feedback.store import open_store
from peel.watch.cohorts import DAY_S
from peel.watch.others import others
from tests.unit.watch.audit import answered
from tests.unit.watch.conftest import put


def test_others_are_counted_apart(store):
    put(store, [answered(i, right=i % 4 == 0, at=i + 1.0, trust="public") for i in range(8)])
    put(store, [answered(90, right=True, at=9.0)])
    assert others(store, days=30, now=DAY_S) == (8, 0.75)


def test_old_words_are_forgotten(store):
    put(store, [answered(1, right=True, at=1.0, trust="staff")])
    assert others(store, days=30, now=40 * DAY_S) is None


def test_store_without_a_model_has_none(state):
    assert others(open_store(state), days=30, now=1.0) is None
