"""A server on a bundle of three colours, asked without a network."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from peel.feedback import keys, tickets
from peel.params.sections import Params
from peel.project import secrets
from peel.serving import follow, run
from peel.serving.app import make_app
from peel.serving.server import Server
from peel.types.key import NewKey
from tests.unit.bundle.conftest import Maker


def png(colour=(200, 20, 20), size=(12, 9), form="PNG") -> bytes:
    """A picture file of one colour."""
    buffer = io.BytesIO()
    Image.fromarray(np.full((size[1], size[0], 3), colour, np.uint8)).save(buffer, form)
    return buffer.getvalue()


class Asker:
    """A client with the local key; `key` makes others."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.http = TestClient(
            make_app(server), base_url="http://localhost", raise_server_exceptions=False
        )
        self.local = {"authorization": f"Bearer {secrets.read(server.state, run.LOCAL_KEY)}"}

    def key(self, *scopes, **fields):
        """Headers with a new key for `scopes`."""
        new = NewKey(name="test", scopes=scopes, **fields)
        text = keys.make(self.server.store, new, now=self.server.now())
        self.server.keyring.known = tuple(keys.all_keys(self.server.store))
        return {"authorization": f"Bearer {text}"}

    def post(self, path, *, headers=None, **given):
        return self.http.post(path, headers=self.local | (headers or {}), **given)

    def get(self, path, *, headers=None):
        return self.http.get(path, headers=self.local | (headers or {}))

    def predict(self, data=None, **headers):
        return self.post("/v1/predict", content=png() if data is None else data, headers=headers)

    def ticket(self):
        return self.predict().json()["predictions"][0]["ticket"]

    def row(self, ticket):
        """The ticket as the store has it; it is written beside the answer."""
        for _ in range(200):
            found = tickets.find(self.server.store, ticket)
            if found:
                return found
            time.sleep(0.01)
        raise TimeoutError(ticket)

    def whole(self, ticket):
        """The same once its picture, or what a challenger says, has come to it."""
        for _ in range(500):
            found = self.row(ticket)
            if found.kept or found.shadow:
                return found
            time.sleep(0.01)
        raise TimeoutError(ticket)

    def kept_ticket(self):
        return self.row(self.ticket()).ticket


def start(project: Path, bundle: Path, **serve) -> Server:
    """A server with these parameters of the section `serve`."""
    params = Params()
    params = params.model_copy(update={"serve": params.serve.model_copy(update=serve)})
    server = run.open_server(project, params)
    follow.begin(server, bundle=bundle)
    return server


@pytest.fixture
def bundle(tmp_path) -> Path:
    return Maker(tmp_path)()


@pytest.fixture
def begin(tmp_path, bundle) -> Iterator[object]:
    """Starts servers in one project; they end with the test."""
    begun: list[Server] = []

    def start_one(**serve):
        begun.append(start(tmp_path / "project", bundle, **serve))
        return Asker(begun[-1])

    yield start_one
    for server in begun:
        run.close(server)


@pytest.fixture
def asker(begin) -> Asker:
    return begin()
