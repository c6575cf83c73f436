"""The watch on a real PostgreSQL, by two servers at once: one change, one incident, one message."""

from __future__ import annotations

import concurrent.futures

import pytest
from sqlalchemy import func, select

from peel.feedback import epochs, tables
from peel.feedback.store import open_store
from peel.params.sections import Alerts, Watch
from peel.project.state import state_of
from peel.watch.acknowledge import acknowledge
from peel.watch.alerts import deliver
from peel.watch.cohorts import DAY_S
from peel.watch.turn import standing, turn
from tests.unit.watch.audit import CARD, EPOCH, MODEL, many
from tests.unit.watch.conftest import put
from tests.unit.watch.post_box import webhook

pytestmark = pytest.mark.e2e


@pytest.fixture
def stores(postgres, tmp_path, monkeypatch):
    monkeypatch.setenv("PEEL_STORE_URL", postgres.fresh())
    stores = [open_store(state_of(tmp_path)) for _ in range(4)]
    epochs.remember_card(stores[0], MODEL, card_json=CARD.to_json(), now=0.0)
    epochs.open_epoch(stores[0], EPOCH.model_copy(update={"id": 0}), now=0.0)
    yield stores
    for store in stores:
        store.engine.dispose()


def at_once(stores, work):
    with concurrent.futures.ThreadPoolExecutor(len(stores)) as pool:
        return list(pool.map(work, stores))


def test_servers_agree_on_one_change(stores):
    put(stores[0], many(right=0.3, n=60, a_day=60))
    found = at_once(stores, lambda own: turn(own, Watch(), now=2 * DAY_S))
    assert sum(bool(changes) for changes in found) == 1
    assert {standing(own)[0].colour for own in stores} == {"red"}
    with stores[0].reading() as connection:
        n = connection.scalar(select(func.count()).select_from(tables.incidents))
    assert n == 2


def test_servers_send_one_message(stores):
    put(stores[0], many(right=0.3, n=60, a_day=60))
    turn(stores[0], Watch(), now=2 * DAY_S)
    quiet = Alerts(heartbeat_days=0)
    with webhook() as box:
        where = [f"peel://k@127.0.0.1:{box.port}/"]
        sent = at_once(stores, lambda own: deliver(own, where, settings=quiet, now=2 * DAY_S))
    assert sum(sent) == len(box.got) == 1


def test_acknowledgement_is_seen_by_all(stores):
    put(stores[0], many(right=0.3, n=60, a_day=60))
    turn(stores[0], Watch(), now=2 * DAY_S)
    acknowledge(stores[1], "ann", now=2 * DAY_S)
    at_once(stores, lambda own: turn(own, Watch(), now=2.5 * DAY_S))
    assert {standing(own)[0].colour for own in stores} == {"grey"}
