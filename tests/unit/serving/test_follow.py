import hashlib
import shutil

import pytest
from sqlalchemy import insert, select

from peel.bundle import pointer as pointers
from peel.errors import PeelError
from peel.feedback import epochs, ledger, tables
from peel.registry import noted
from peel.serving import follow
from peel.serving.background import Background
from peel.serving.live import Live
from peel.types.pointer import Pointer
from tests.unit.bundle.conftest import Maker


def shelved(server, folder):
    """The bundle in the installation's own store; its digest."""
    digest = hashlib.sha256((folder / "bundle.json").read_bytes()).hexdigest()
    shutil.copytree(folder, server.state.models / digest)
    return digest


def point(server, digest, version, **fields):
    pointer = Pointer(
        name="colours", version=version, digest=digest, sequence=0, at=1.0, by="test", **fields
    )
    return pointers.write(server.state, pointer)


def fresh(server):
    return server._replace(live=Live())


@pytest.fixture
def second(tmp_path):
    return Maker(tmp_path / "more")("second", depth=7)


def test_pointer_is_followed_and_gone_back(asker, second):
    server = asker.server
    first = server.live.now()
    follow.take(server, point(server, shelved(server, second), "v1.0.0"))
    now = server.live.now()
    assert (now.model.card.depth, now.version, server.live.previous) == (7, "v1.0.0", first)
    follow.take(server, point(server, first.digest, "v0.9.0"))
    assert server.live.now().model is first.model


def test_pointer_needs_no_store(asker, second):
    """Going back is a matter of a second, also while the database does not answer."""
    server = asker.server
    point(server, shelved(server, second), "v1.0.0")
    away = server.state.store.rename(server.state.folder / "away")
    Background(server).follow()
    assert server.live.now().version == "v1.0.0"
    away.rename(server.state.store)
    Background(server).learn()
    assert server.live.watched == server.live.now().digest


def test_pointer_wins_over_bundle(asker, bundle, second):
    server = fresh(asker.server)
    point(server, shelved(server, second), "v2.0.0", override="a reason")
    follow.begin(server, bundle=bundle)
    assert (server.live.now().version, server.live.now().override) == ("v2.0.0", "a reason")


def test_changed_byte_keeps_the_one_before(asker, second):
    server = asker.server
    digest, before = shelved(server, second), server.live.now()
    path = server.state.models / digest / "bundle.json"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(PeelError, match="P842"):
        follow.take(server, point(server, digest, "v1.0.0"))
    assert server.live.now() is before


def test_earlier_pointer_is_not_followed(asker, second):
    server = asker.server
    digest = shelved(server, second)
    earlier = point(server, digest, "v1.0.0")
    kept = server.state.pointer.read_bytes()
    follow.look(server)
    point(server, digest, "v1.1.0")
    follow.look(server)
    server.state.pointer.write_bytes(kept)
    with pytest.raises(PeelError, match="P871"):
        follow.look(server)
    assert (earlier.version, server.live.now().version) == ("v1.0.0", "v1.1.0")


def test_challenger_comes_and_goes(asker, second):
    server = asker.server
    digest, champion = shelved(server, second), server.live.now()
    follow.take(server, point(server, champion.digest, "v1.0.0", shadow=digest))
    assert server.live.shadow.model.card.depth == 7
    follow.take(server, point(server, champion.digest, "v1.0.0"))
    assert server.live.shadow is None


@pytest.mark.parametrize("verdict", ["fail", "undecided"])
def test_model_that_did_not_pass_is_refused(asker, tmp_path, verdict):
    server = fresh(asker.server)
    poor = Maker(tmp_path / "poor")(verdict=verdict)
    with pytest.raises(PeelError, match="P841"):
        follow.begin(server, bundle=poor)
    with pytest.raises(PeelError, match="P841"):
        follow.begin(server, bundle=poor, override="  ")


def test_override_is_logged_and_shouted(asker, tmp_path, caplog):
    server = fresh(asker.server)
    follow.begin(server, bundle=Maker(tmp_path / "poor")(verdict="fail"), override="a demo")
    shouted = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert shouted == ["SERVES A MODEL THAT DID NOT PASS"]
    assert asker.server.live.now().override == ""
    assert server.live.now().override == "a demo"
    deeds = [entry for entry in ledger.read(server.store) if entry.what == "override"]
    assert deeds[0].details["why"] == "a demo"


def test_no_bundle_is_refused(asker, tmp_path):
    with pytest.raises(PeelError, match="P656"):
        follow.begin(fresh(asker.server), bundle=tmp_path / "none")


def test_time_under_a_model_is_noted(asker, second):
    server = asker.server
    first = epochs.current(server.store)
    assert (first.model, first.tau) == (server.live.now().digest, 0.9)
    follow.take(server, point(server, shelved(server, second), "v1.0.0"))
    follow.open_watch(server)
    now = epochs.current(server.store)
    assert (now.model, now.version) == (server.live.now().digest, "v1.0.0")
    assert epochs.card(server.store, now.model).depth == 7


def test_start_again_goes_on_watching(asker, bundle):
    before = epochs.current(asker.server.store)
    follow.begin(fresh(asker.server), bundle=bundle)
    assert epochs.current(asker.server.store) == before


def test_earlier_pointer_does_not_begin(asker, bundle, second):
    """The store knows the last one: a server that starts anew is not deceived by an old file."""
    server = fresh(asker.server)
    digest = shelved(server, second)
    point(server, digest, "v1.0.0")
    kept = server.state.pointer.read_bytes()
    later = point(server, digest, "v1.1.0")
    with server.store.writing() as connection:
        noted.put(connection, later)
    server.state.pointer.write_bytes(kept)
    with pytest.raises(PeelError, match="P871"):
        follow.begin(server, bundle=bundle)


def test_gone_pointer_opens_no_other_bundle(asker, bundle, second):
    server = asker.server
    pointer = point(server, shelved(server, second), "v1.0.0")
    with server.store.writing() as connection:
        noted.put(connection, pointer)
    follow.look(server)
    server.state.pointer.unlink()
    for one in (lambda: follow.look(server), lambda: follow.begin(fresh(server), bundle=bundle)):
        with pytest.raises(PeelError, match="P877"):
            one()


def test_model_that_failed_is_tried_later(asker, monkeypatch):
    server, at = asker.server, [100.0]
    monkeypatch.setattr("time.monotonic", lambda: at[0])
    point(server, "d" * 64, "v1.0.0")
    waits = []
    for _ in range(8):
        with pytest.raises(PeelError, match="P656"):
            follow.look(server)
        waits.append(server.live.failed.wait_s)
        first = server.live.failed
        with pytest.raises(PeelError, match="P656"):
            follow.look(server)
        assert server.live.failed is first
        at[0] = first.again_at
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_incident_ends_where_the_next_answers(asker, second):
    server = asker.server
    row = {"name": "", "opened_at": 0.5, "evidence": "{}", "handled": ""}
    row["epoch"] = epochs.current(server.store).id
    with server.store.writing() as connection:
        connection.execute(insert(tables.incidents).values(row))
    follow.take(server, point(server, shelved(server, second), "v1.0.0"))
    follow.open_watch(server)
    with server.store.reading() as connection:
        found = connection.execute(select(tables.incidents)).one()
    assert (found.closed_at is not None, found.handled) == (True, "v1.0.0 answers")
