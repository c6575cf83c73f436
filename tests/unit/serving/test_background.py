import time

from sqlalchemy import select

from peel.errors import PeelError
from peel.feedback import epochs, keys, leases, tables
from peel.serving.background import Attempts, Background
from peel.types.key import NewKey
from tests.unit.watch.audit import answered
from tests.unit.watch.conftest import put
from tests.unit.watch.post_box import webhook


def test_new_key_is_known_soon(asker):
    new = NewKey(name="late", scopes=("look",))
    text = keys.make(asker.server.store, new, now=asker.server.now())
    headers = {"authorization": f"Bearer {text}"}
    assert asker.http.get("/v1/models", headers=headers).status_code == 401
    Background(asker.server).learn()
    assert asker.http.get("/v1/models", headers=headers).status_code == 200


def test_forged_pointer_is_told_and_ignored(asker):
    background = Background(asker.server)
    asker.server.state.pointer.write_text("{}")
    background.follow()
    assert 'peel_trouble{what="pointer"} 1.0' in asker.get("/metrics").text
    assert asker.predict().status_code == 200
    asker.server.state.pointer.unlink()
    background.follow()
    assert "peel_trouble{" not in asker.get("/metrics").text


def test_thread_ends_with_its_block(asker):
    with Background(asker.server) as background:
        time.sleep(0.01)
        assert all(thread.is_alive() for thread in background._threads)
    assert not any(thread.is_alive() for thread in background._threads)


def test_changed_pointer_is_told_to_people(asker):
    asker.server.state.pointer.write_text("{}")
    for _ in range(2):
        Background(asker.server).follow()
    with asker.server.store.reading() as connection:
        told = connection.execute(select(tables.alerts)).all()
    assert [row.title for row in told] == ["P870 the pointer is not what this installation signed"]


def test_one_of_two_servers_turns(asker):
    first, second = Background(asker.server), Background(asker.server)
    first.watch()
    second.watch()
    now = asker.server.now()
    assert leases.take(asker.server.store, first._lease, for_s=1, now=now)
    assert not leases.take(asker.server.store, second._lease, for_s=1, now=now)


def test_watch_is_turned_and_shown(asker):
    asker.kept_ticket()
    Background(asker.server).watch()
    (overall,) = asker.get("/v1/watch").json()["watches"]
    assert (overall["name"], overall["colour"], overall["tau"]) == ("", "grey", 0.9)
    assert 'peel_watch{number="labels",watch=""} 0.0' in asker.get("/metrics").text


def test_amber_asks_for_more_labels(begin):
    asker = begin(audit_rate=0.0)
    asker.server.live.audit_rate = 1.0
    assert asker.row(asker.ticket()).audited


def test_store_that_is_away_stops_nothing(asker):
    store = asker.server.store
    with store.writing() as connection:
        tables.leases.drop(connection)
    background = Background(asker.server)
    background.watch()
    assert 'peel_trouble{what="watch"} 1.0' in asker.get("/metrics").text
    assert asker.predict().status_code == 200


def test_red_is_logged_and_told(asker, tmp_path, monkeypatch, caplog):
    store = asker.server.store
    epoch = epochs.current(store)
    right, wrong, *_ = epochs.card(store, epoch.model).space.names
    p = [float(name == wrong) for name in epochs.card(store, epoch.model).space.names]
    changes = {"model": epoch.model, "outputs": {"probabilities": p}}
    rows = [answered(i, right=True, at=epoch.opened_at + 1, label=right) for i in range(60)]
    put(
        store,
        [row.model_copy(update={"ticket": row.ticket.model_copy(update=changes)}) for row in rows],
    )
    (tmp_path / "clock").write_text(str(2 * 86_400))
    monkeypatch.setenv("PEEL_CLOCK", str(tmp_path / "clock"))
    with webhook() as box:
        monkeypatch.setenv("PEEL_ALERT_URLS", f"peel://key@127.0.0.1:{box.port}/")
        Background(asker.server).watch()
    assert [post.path for post in box.got] == ["/"]
    assert "the watch changed" in caplog.text


def test_unfollowed_pointer_is_told_after_a_minute(asker):
    at, server = [0.0], asker.server
    attempts = Attempts(server, tick=lambda: at[0])

    def fails():
        raise PeelError("P843", "no room", got=f"{at[0]} MB", allowed="more", do="give more")

    told = []
    for at[0] in (0.0, 59.0, 60.0, 61.0):
        attempts("pointer", fails)
        attempts("watch", fails)
        with server.store.reading() as connection:
            told.append([row.title for row in connection.execute(select(tables.alerts)).all()])
    title = "P843: the promoted model is not served"
    assert told == [[], [], [title], [title]]
