"""Leases: one holder, until it is over."""

from __future__ import annotations

import time

from peel.feedback import leases
from peel.feedback.leases import Lease

ONE, OTHER = Lease("watch", "one"), Lease("watch", "other")


def test_only_one_has_it(store):
    assert leases.take(store, ONE, for_s=10, now=0)
    assert not leases.take(store, OTHER, for_s=10, now=9)
    assert leases.take(store, ONE, for_s=10, now=9)
    assert leases.take(store, Lease("retrain", "other"), for_s=10, now=9)


def test_dead_holder_loses_it(store):
    leases.take(store, ONE, for_s=10, now=0)
    assert leases.take(store, OTHER, for_s=10, now=10)
    assert not leases.renew(store, ONE, for_s=10, now=11)


def test_renewed_lease_is_kept(store):
    leases.take(store, ONE, for_s=10, now=0)
    assert leases.renew(store, ONE, for_s=10, now=8)
    assert not leases.take(store, OTHER, for_s=10, now=17)


def test_dropped_lease_is_free(store):
    leases.take(store, ONE, for_s=10, now=0)
    assert not leases.drop(store, OTHER)
    assert leases.drop(store, ONE)
    assert leases.take(store, OTHER, for_s=10, now=1)


def test_lease_of_a_wrong_clock_is_free(store):
    leases.take(store, ONE, for_s=10, now=30 * 86_400)
    assert leases.take(store, OTHER, for_s=10, now=0)


def test_long_lease_is_kept(store):
    leases.take(store, ONE, for_s=3_600, now=0)
    assert not leases.take(store, OTHER, for_s=10, now=0)


def test_lease_is_held_until_it_is_over(store):
    assert leases.holder(store, "watch", now=0) is None
    leases.take(store, ONE, for_s=10, now=0)
    assert [leases.holder(store, "watch", now=at) for at in (9, 10)] == [ONE.holder, None]


def test_kept_lease_is_renewed_and_given_back(store):
    lease = leases.Lease("a", "me")
    leases.take(store, lease, for_s=leases.FOR_S, now=0.0)
    with leases.kept(store, lease, now=lambda: 100.0, every_s=0.01):
        deadline = time.monotonic() + 20
        while not leases.is_held(store, "a", now=100.0) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert leases.is_held(store, "a", now=100.0)
    assert not leases.is_held(store, "a", now=100.0)
