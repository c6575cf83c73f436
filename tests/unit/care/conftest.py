"""An installation with a little of everything that it keeps."""

import hashlib

import pytest

from peel.bundle import pointer
from peel.care.home import Home
from peel.feedback import tickets
from peel.feedback.store import open_store
from peel.project import secrets
from peel.project.state import state_of
from peel.types.pointer import Pointer
from tests.unit.feedback.conftest import answer

PICTURE = b"not really a PNG"
TICKET = "t_1"
ITEM = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def state(tmp_path, monkeypatch, make_bundle):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    state = state_of(tmp_path / "pets")
    bundle = make_bundle("made")
    digest = hashlib.sha256((bundle / "bundle.json").read_bytes()).hexdigest()
    state.models.mkdir(parents=True)
    bundle.rename(state.models / digest)
    kept = state.pictures / ITEM[:2] / f"{ITEM}.png"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(PICTURE)
    secrets.ensure(state, secrets.TICKETS)
    place = {"name": "pets", "version": "v1.0.0", "digest": digest, "at": 1.0, "by": "me"}
    open_store(state).engine.dispose()
    pointer.write(state, Pointer(**place, sequence=41))
    return state


@pytest.fixture
def store(state):
    store = open_store(state)
    with store.writing() as connection:
        tickets.add(connection, [answer(1.0, ticket=TICKET, item=ITEM)])
    yield store
    store.engine.dispose()


@pytest.fixture
def home(tmp_path, state, store):
    return Home(tmp_path / "pets", state, store)
