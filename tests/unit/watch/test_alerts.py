"""The outbox on its way, to real receivers."""

from __future__ import annotations

import concurrent.futures
import json

from sqlalchemy import select

from peel.feedback import happened, tables
from peel.feedback.store import open_store
from peel.params.sections import Alerts
from peel.project import secrets
from peel.watch.alerts import deliver, targets, undelivered
from peel.watch.cohorts import DAY_S
from peel.watch.outbox import Message, enqueue
from tests.unit.watch.post_box import webhook

QUIET = Alerts(heartbeat_days=0, attempts=3)
MESSAGE = Message("watch 1 red", "failure", "pets v1: red", "why")


def write(store, message=MESSAGE):
    with store.writing() as connection:
        enqueue(connection, message, now=0.0)


def rows(store):
    with store.reading() as connection:
        return connection.execute(select(tables.alerts).order_by(tables.alerts.c.id)).all()


def test_message_goes_to_each_address_once(store):
    write(store)
    with webhook() as one, webhook() as two:
        where = [f"peel://k@127.0.0.1:{one.port}/", f"json://127.0.0.1:{two.port}/"]
        assert [deliver(store, where, settings=QUIET, now=at) for at in (1.0, 2.0)] == [2, 0]
    assert (len(one.got), len(two.got)) == (1, 1)
    assert json.loads(one.got[0].body)["id"] == "watch 1 red"


def test_refused_message_is_tried_again_later(store):
    write(store)
    with webhook() as box:
        where, box.status = [f"peel://k@127.0.0.1:{box.port}/"], 503
        tries = [deliver(store, where, settings=QUIET, now=at) for at in (1.0, 2.0, 32.0)]
        box.status = 200
        tries += [deliver(store, where, settings=QUIET, now=at) for at in (33.0, 93.0)]
    assert (tries, len(box.got)) == ([0, 0, 0, 0, 1], 3)
    assert undelivered(store) == []


def test_message_that_cannot_be_sent_is_red(store):
    write(store)
    where = ["peel://geheim@127.0.0.1:9/"]
    for at in (1.0, 100.0, 1000.0):
        deliver(store, where, settings=QUIET, now=at)
    (unsent,) = undelivered(store)
    assert unsent.title == "pets v1: red"
    assert unsent.error == "could not be sent: address 1 (peel): no answer (ConnectionRefusedError)"
    assert [one.type for one in happened.after(store, 0)] == ["alert-unsent"]


def test_address_that_came_back_gets_it(store):
    write(store)
    with webhook() as box:
        where, box.status = [f"peel://k@127.0.0.1:{box.port}/"], 500
        for at in (1.0, 100.0, 1000.0):
            deliver(store, where, settings=QUIET, now=at)
        box.status = 200
        assert len(undelivered(store)) == 1
        assert deliver(store, where, settings=QUIET, now=9000.0) == 1
    assert undelivered(store) == []


def test_nobody_to_tell_is_noted(store):
    write(store)
    write(store, Message("heartbeat 1", "info", "Peel is watching", ""))
    assert deliver(store, [], settings=QUIET, now=1.0) == 0
    assert undelivered(store) == []
    deliver(store, [], settings=QUIET, now=3601.0)
    (unsent,) = undelivered(store)
    assert (unsent.title, unsent.error) == ("pets v1: red", "nobody to tell: no address for alerts")
    deliver(store, [], settings=QUIET, now=8 * DAY_S)
    assert undelivered(store) == []


def test_message_waits_for_an_address(store):
    """Another process may know one, or a person sets it after the red."""
    write(store)
    deliver(store, [], settings=QUIET, now=4000.0)
    with webhook() as box:
        assert deliver(store, [f"peel://k@127.0.0.1:{box.port}/"], settings=QUIET, now=5000.0) == 1
    assert json.loads(box.got[0].body)["id"] == "watch 1 red"
    assert undelivered(store) == []


GONE = "peel://k@127.0.0.1:9/"


def test_corrected_address_gets_what_waits(store):
    """Whoever knew the old one would have tried it again within an hour."""
    write(store)
    deliver(store, [GONE], settings=QUIET, now=1.0)
    with webhook() as box:
        where = [f"peel://k@127.0.0.1:{box.port}/"]
        tries = [deliver(store, where, settings=QUIET, now=at) for at in (1000.0, 4000.0, 4001.0)]
        assert (tries, len(box.got)) == ([0, 1, 0], 1)
    assert json.loads(box.got[0].body)["id"] == "watch 1 red"
    assert [row.error for row in rows(store)] == ["", "this address is not there any more", ""]


def test_address_that_is_gone_is_told(store):
    write(store)
    deliver(store, [GONE], settings=QUIET, now=1.0)
    deliver(store, [], settings=QUIET, now=1000.0)
    assert undelivered(store) == []
    deliver(store, [], settings=QUIET, now=4000.0)
    assert [one.error for one in undelivered(store)] == ["nobody to tell: no address for alerts"]


def test_other_order_of_addresses_sends_once(store):
    """Two processes with their own lists: each message goes to where it was to go, and once."""
    write(store)
    with webhook() as one, webhook() as two:
        first, second = (f"peel://k@127.0.0.1:{box.port}/" for box in (one, two))
        two.status = 500
        assert deliver(store, [first, second], settings=QUIET, now=1.0) == 1
        two.status = 200
        assert deliver(store, [first], settings=QUIET, now=60.0) == 0
        assert deliver(store, [second, first], settings=QUIET, now=61.0) == 1
        assert (len(one.got), len(two.got)) == (1, 2)


def test_two_that_deliver_send_once(store, state):
    write(store)
    others = [open_store(state) for _ in range(3)]
    with webhook() as box, concurrent.futures.ThreadPoolExecutor(3) as pool:
        where = [f"peel://k@127.0.0.1:{box.port}/"]
        sent = list(pool.map(lambda own: deliver(own, where, settings=QUIET, now=1.0), others))
    assert (sum(sent), len(box.got)) == (1, 1)


def test_silence_is_broken_every_week(store):
    with webhook() as box:
        where = [f"peel://k@127.0.0.1:{box.port}/"]
        days = [deliver(store, where, settings=Alerts(), now=day * DAY_S) for day in range(1, 16)]
    assert (sum(days), days[6], days[13]) == (2, 1, 1)
    assert json.loads(box.got[0].body)["title"] == "Peel is watching: no label yet"


def test_addresses_come_from_variable_or_file(state, monkeypatch):
    monkeypatch.delenv("PEEL_ALERT_URLS", raising=False)
    assert targets(state) == ()
    secrets.write(state, "alerts", text="json://a\njson://b")
    assert targets(state) == ("json://a", "json://b")
    monkeypatch.setenv("PEEL_ALERT_URLS", "json://c")
    assert targets(state) == ("json://c",)
