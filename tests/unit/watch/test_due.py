"""Whether a turn would find anything new."""

from __future__ import annotations

import pytest

from peel.feedback import epochs
from peel.params.sections import Watch
from peel.watch import due
from peel.watch.cohorts import DAY_S
from peel.watch.turn import closings, turn
from tests.unit.watch.audit import answered, many
from tests.unit.watch.conftest import put

SETTINGS = Watch()


def is_due(store, *, days):
    epoch = epochs.current(store)
    look = due.Look(SETTINGS, closings(store, epoch), days * DAY_S)
    return due.is_due(store, epoch, look=look)


def test_first_look_is_due(store):
    assert is_due(store, days=0.5)
    turn(store, SETTINGS, now=0.5 * DAY_S)
    assert not is_due(store, days=0.6)


def test_labels_of_an_open_day_wait(store):
    turn(store, SETTINGS, now=0.5 * DAY_S)
    put(store, many(right=0.5, n=50, a_day=100))
    assert not is_due(store, days=0.6)
    assert is_due(store, days=1.1)


def test_half_answered_day_is_not_due(store):
    put(store, [answered(i, right=None if i else True, at=100.0 + i) for i in range(2)])
    turn(store, SETTINGS, now=3.1 * DAY_S)
    assert not is_due(store, days=3.2)
    put(store, [answered(5, right=True, at=3 * DAY_S)])
    assert not is_due(store, days=3.3)


@pytest.mark.parametrize(("days", "expected"), [(3.5, False), (4.1, True)])
def test_new_day_is_due(store, days, expected):
    turn(store, SETTINGS, now=3.1 * DAY_S)
    assert is_due(store, days=days) is expected


def test_new_epoch_is_due(store):
    turn(store, SETTINGS, now=3.1 * DAY_S)
    other = epochs.current(store).model_copy(update={"id": 0, "tau": 0.5})
    epochs.open_epoch(store, other, now=3.1 * DAY_S)
    assert is_due(store, days=3.2)
