"""Two model servers on one PostgreSQL behind nginx, with deploy/nginx.conf as it stands: feedback, watch and swap agree."""

from __future__ import annotations

import http.client
import io
import json
import os
import shutil
import signal
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import func, select

from peel import clock
from peel.bundle import pointer
from peel.feedback import keys, tables
from peel.feedback.store import Store, open_store
from peel.installation.begin import make_secrets
from peel.process.environment import child_environment
from peel.process.supervisor import supervised
from peel.project import secrets, template
from peel.project.state import State, state_of
from peel.registry import shelf
from peel.types.key import NewKey
from peel.types.pointer import Pointer
from tests.e2e.postgres import Postgres
from tests.e2e.small import BIN, set_param
from tests.e2e.test_up import free_port, until
from tests.unit.bundle.conftest import Maker, onnx_bytes

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
HOUR_S = 3600.0
AROUND = """
user {user};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""


class Pair(NamedTuple):
    """Two servers, nginx before them, their common store, the models, and an auditor's key."""

    ports: tuple[int, int]
    front: int
    state: State
    store: Store
    models: tuple[str, str]
    key: str
    clock: Path
    pids: tuple[int, int]

    def ask(self, port: int, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of an answer; bytes are a picture."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        text = body if isinstance(body, bytes | None) else json.dumps(body)
        kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": kind, "Host": "localhost"}
        connection.request("GET" if body is None else "POST", path, text, headers)
        answer = connection.getresponse()
        said = answer.read()
        connection.close()
        return answer.status, json.loads(said)

    def predict(self, port: int, source: str = "camera") -> dict[str, Any]:
        status, told = self.ask(port, f"/v1/predict?source={urllib.parse.quote(source)}", picture())
        assert status == 200, told
        return dict(told)

    def move(self, by_s: float) -> None:
        """Let time pass for both."""
        self.clock.write_text(str(float(self.clock.read_text()) + by_s))


def picture() -> bytes:
    """A red one; each is another file."""
    pixels = np.full((9, 12, 3), (200, 20, 20), np.uint8)
    pixels[0, 0] = np.frombuffer(os.urandom(3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> State:
    folder = tmp_path_factory.mktemp("pair") / "p"
    template.make(folder)
    set_param(folder, "serve.audit_rate", 1.0)
    found = state_of(folder)
    make_secrets(found)
    return found


@pytest.fixture(scope="module")
def models(state: State) -> tuple[str, str]:
    """Two registered ones."""
    maker = Maker(state.folder / "made")
    made = [maker(name, model=onnx_bytes(doc=name), name=name) for name in ("first", "second")]
    first, second = (shelf.put(state, folder) for folder in made)
    return first, second


def point(state: State, digest: str, version: str) -> None:
    at = {"sequence": 0, "at": 0.0, "by": "ann"}
    pointer.write(state, Pointer(name="colours", version=version, digest=digest, **at))


@pytest.fixture(scope="module")
def pair(
    state: State,
    models: tuple[str, str],
    postgres: Postgres,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Pair]:
    if NGINX is None and not os.environ.get("CI"):
        pytest.skip("SKIPPED FOR WANT OF nginx: apt-get install nginx-light")
    assert NGINX
    moved = tmp_path_factory.mktemp("clock") / "clock"
    moved.write_text("0")
    variables = {"PEEL_STORE_URL": postgres.fresh(), "PEEL_CLOCK": str(moved)}
    point(state, models[0], "v1.0.0")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        ports, pids = (free_port(), free_port()), []
        for port in ports:
            command = [str(BIN / "peel"), "serve", "--port", str(port)]
            log = state.folder / f"{port}.log"
            process = stack.enter_context(
                supervised(
                    command, cwd=state.folder.parents[1], environment=child_environment(), log=log
                )
            )
            pids.append(process.pid)
            until(lambda port=port, process=process: is_ready(port) or process.poll(), 120)
            assert process.poll() is None, log.read_text()
        front = free_port()
        stack.enter_context(nginx(tmp_path_factory.mktemp("nginx"), ports, front=front))
        until(lambda: is_ready(front))
        store = open_store(state)
        stack.callback(store.engine.dispose)
        wanted = NewKey(
            name="ann", scopes=("predict", "feedback", "look"), trust="auditor", per_minute=10**6
        )
        key = keys.make(store, wanted, now=clock.now())
        found = Pair(ports, front, state, store, models, key, moved, (pids[0], pids[1]))
        for port in ports:
            until(lambda port=port: found.ask(port, "/v1/watch")[0] == 200)
        yield found


def nginx(folder: Path, ports: tuple[int, int], *, front: int) -> Any:
    """nginx with the site of deploy/, on other ports."""
    site = (ROOT / "deploy" / "nginx.conf").read_text()
    for old, new in zip(("8001", "8002", "8000"), (*ports, front), strict=True):
        site = site.replace(f"127.0.0.1:{old}", f"127.0.0.1:{new}")
    user = "root" if os.geteuid() == 0 else "nobody"
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, site=site, user=user))
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return supervised(command, cwd=folder, environment=child_environment(), log=folder / "log")


def is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class Load:
    """Asks nginx as fast as it answers, for the time of a block; what it was told, and by which model."""

    def __init__(self, pair: Pair) -> None:
        self.pair, self.stop = pair, threading.Event()
        self.told: list[tuple[int, str]] = []
        self.threads = [threading.Thread(target=self._ask) for _ in range(2)]

    def _ask(self) -> None:
        while not self.stop.is_set():
            try:
                status, said = self.pair.ask(self.pair.front, "/v1/predict", picture())
            except (OSError, http.client.HTTPException) as error:
                status, said = 0, {"model": repr(error)}
            self.told.append((status, str(said.get("model", said))))

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def count(pair: Pair, table: Any) -> int:
    with pair.store.reading() as connection:
        return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def test_label_may_go_to_the_other(pair: Pair) -> None:
    here, there = pair.ports
    ticket = pair.predict(here)["predictions"][0]["ticket"]
    label = {"ticket": ticket, "label": "red", "client": "1"}
    until(lambda: pair.ask(there, "/v1/feedback", label)[0] in (200, 201))
    assert pair.ask(here, "/v1/feedback", label) == (200, {"outcomes": ["same"]})
    assert count(pair, tables.labels) == 1


def test_both_say_who_may_ask(pair: Pair) -> None:
    """A key that was made at one is known at the other, and one that was revoked at neither."""
    wanted = NewKey(name="bob", scopes=("predict",), trust="public", per_minute=1000)
    text = keys.make(pair.store, wanted, now=clock.now())
    bob = pair._replace(key=text)
    for port in pair.ports:
        until(lambda port=port: bob.ask(port, "/v1/predict", picture())[0] == 200)
        assert bob.ask(port, "/v1/watch")[0] == 403
    keys.revoke(pair.store, text.split("_")[1], now=clock.now())
    for port in pair.ports:
        until(lambda port=port: bob.ask(port, "/v1/predict", picture())[0] == 401)


def test_dip_is_seen_once_by_both(pair: Pair) -> None:
    """Forty hours of wrong answers, asked and labelled through nginx; then the days are closed."""
    for _ in range(40):
        pair.move(HOUR_S)
        ticket = pair.predict(pair.front)["predictions"][0]["ticket"]
        label = {"ticket": ticket, "label": "blue", "client": "1"}
        until(lambda label=label: pair.ask(pair.front, "/v1/feedback", label)[0] in (200, 201))
    pair.move(
        16 * 24 * HOUR_S
    )  # past the deadline of the days before, whose answers nobody labelled

    def colours() -> list[str]:
        return [pair.ask(port, "/v1/watch")[1]["watches"][0]["colour"] for port in pair.ports]

    until(lambda: _has_watches(pair) and colours() == ["red", "red"])
    here, there = (pair.ask(port, "/v1/watch")[1] for port in pair.ports)
    assert here == there
    time.sleep(5)  # each of them looks every three
    with pair.store.reading() as connection:
        rows = connection.execute(select(tables.incidents.c.name)).all()
    assert [row.name for row in rows].count("") == 1


def _has_watches(pair: Pair) -> bool:
    return all(pair.ask(port, "/v1/watch")[1].get("watches") for port in pair.ports)


def test_swap_fails_no_request(pair: Pair) -> None:
    """Both follow the pointer, while nginx is asked without a pause; every answer says which model gave it."""
    first, second = pair.models
    with Load(pair) as load:
        until(lambda: len(load.told) > 20)
        point(pair.state, second, "v1.1.0")
        until(lambda: all(pair.predict(port)["model"] == second for port in pair.ports))
        seen = len(load.told)
        until(lambda: len(load.told) > seen + 20)
    assert {status for status, _ in load.told} == {200}
    assert {model for _, model in load.told} == {first, second}
    assert {model for _, model in load.told[seen + 2 :]} == {second}


def test_killed_server_costs_no_request(pair: Pair) -> None:
    with Load(pair) as load:
        until(lambda: len(load.told) > 20)
        os.killpg(pair.pids[0], signal.SIGKILL)
        until(lambda: not is_ready(pair.ports[0]))
        seen = len(load.told)
        until(lambda: len(load.told) > seen + 50)
    assert {status for status, _ in load.told} == {200}
    assert secrets.read(pair.state, "local.key")
