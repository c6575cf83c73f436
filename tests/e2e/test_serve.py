"""`peel serve` as a process: without what builds, under attack, through swaps, to its end."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import zlib
from pathlib import Path

import pytest

from peel.bundle import pointer as pointers
from peel.project.state import state_of
from peel.serving.live import open_bundle
from peel.types.pointer import Pointer
from tests.unit.bundle.conftest import Maker
from tests.unit.serving.conftest import png

ROOT = Path(__file__).resolve().parents[2]
NO_NETWORK = ROOT / "tests" / "data" / "no_network"
# Nothing that builds may be imported, whatever is installed here.
BLOCK = """
import sys
BUILDS = {"torch", "torchvision", "timm", "prefect", "dvc", "great_expectations", "onnx", "pandas", "pyarrow", "scipy", "jinja2"}
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in BUILDS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Refuse())
from peel.cli.main import main
sys.argv[0] = "peel"
main()
"""
pytestmark = pytest.mark.slow


class Serving:
    """A running server, and how to ask it."""

    def __init__(self, project: Path, bundle: Path, *words: str) -> None:
        left = project / "left"
        around = os.environ | {
            "PYTHONPATH": f"{NO_NETWORK}{os.pathsep}{ROOT}",
            "LEFT_THE_MACHINE": str(left),
        }
        command = [sys.executable, "-c", BLOCK, "serve", "--port", "0", "--bundle", str(bundle)]
        self.log = project / "log"
        told = project / "told"
        with self.log.open("w") as log, told.open("w") as out:
            self.process = subprocess.Popen(
                [*command, *words], cwd=project, env=around, stdout=out, stderr=log
            )
        deadline = time.monotonic() + 30
        while "\n" not in told.read_text() and time.monotonic() < deadline:
            time.sleep(0.05)
        line = told.read_text()
        found = re.search(r"(https?)://127\.0\.0\.1:(\d+)", line)
        assert found, line + self.log.read_text()
        self.port, self.left = int(found[2]), left
        self.state = state_of(project)
        self.key = (self.state.secrets / "local.key").read_text().strip()

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def ask(self, method, path, body=None, **headers):
        connection = self.connect()
        told = {"Authorization": f"Bearer {self.key}"} | {
            name.replace("_", "-"): text for name, text in headers.items()
        }
        with contextlib.closing(connection):
            connection.request(method, path, body=body, headers=told)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def rss_mb(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextlib.contextmanager
def serving(folder: Path, *words: str, params: str = ""):
    bundle = Maker(folder)()
    project = folder / "project"
    project.mkdir()
    if params:
        (project / "params.yaml").write_text(params)
    server = Serving(project, bundle, *words)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.end()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("serve")) as one:
        yield one


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width, height):
    """A small PNG that claims, and holds, so many pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * ((width + 1) * height), 9)
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(frames):
    one = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0"
    return b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + one * frames + b";"


def test_serves_without_what_builds(server):
    status, body = server.ask("POST", "/v1/predict", png())
    ticket = json.loads(body)["predictions"][0]["ticket"]
    told = json.dumps({"ticket": ticket, "label": "red"})
    deadline, kept = time.monotonic() + 10, 202
    while kept == 202 and time.monotonic() < deadline:
        kept, _ = server.ask("POST", "/v1/feedback", told, Content_Type="application/json")
    assert (status, kept) in [(200, 200), (200, 201)]


def test_nothing_leaves_the_machine(server):
    server.ask("POST", "/v1/predict", b"http://192.0.2.1/cat.jpg")
    server.ask("POST", "/v1/predict?source=http://192.0.2.1/", png())
    assert not server.left.exists()


@pytest.mark.parametrize(
    "data", [bomb(12_000, 12_000), bomb(1, 100_000), bomb(100_000, 1), gif(10_000), png()[:50]]
)
def test_hostile_picture_is_refused_cheaply(server, data):
    server.ask("POST", "/v1/predict", png())
    before = server.rss_mb()
    began = time.monotonic()
    status, _ = server.ask("POST", "/v1/predict", data)
    assert 400 <= status < 500
    assert time.monotonic() - began < 2
    assert server.rss_mb() - before < 50


def test_slow_heads_do_not_stop_others(server):
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(200)]
    try:
        for one in slow:
            one.sendall(b"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nX: ")
        began = time.monotonic()
        assert server.ask("GET", "/livez")[0] == 200
        assert time.monotonic() - began < 1
    finally:
        for one in slow:
            one.close()


def test_slow_bodies_do_not_stop_others(server):
    head = (
        f"POST /v1/predict HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {server.key}\r\n"
        "Content-Length: 100000\r\n\r\nx"
    )
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(100)]
    try:
        for one in slow:
            one.sendall(head.encode())
        time.sleep(0.2)
        assert server.ask("GET", "/livez")[0] == 200
        assert server.ask("POST", "/v1/predict", png())[0] == 503
    finally:
        for one in slow:
            one.close()
    deadline = time.monotonic() + 10
    while server.ask("POST", "/v1/predict", png())[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_large_body_without_size_is_refused(server):
    with contextlib.closing(server.connect()) as connection:
        connection.putrequest("POST", "/v1/predict")
        connection.putheader("Authorization", f"Bearer {server.key}")
        connection.putheader("Transfer-Encoding", "chunked")
        connection.endheaders()
        piece = b"100000\r\n" + b"x" * 2**20 + b"\r\n"
        with contextlib.suppress(ConnectionError):
            for _ in range(21):
                connection.send(piece)
        assert connection.getresponse().status == 413


def test_form_of_many_fields_is_refused(server):
    part = b'--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    began = time.monotonic()
    status, _ = server.ask(
        "POST",
        "/v1/predict",
        part * 10_000 + b"--X--",
        Content_Type="multipart/form-data; boundary=X",
    )
    assert (status, time.monotonic() - began < 2) == (413, True)


def test_log_is_json_without_secrets(server):
    server.ask("POST", "/v1/predict?source=CANARY", png() + b"CANARY")
    server.ask("GET", "/CANARY")
    lines = [json.loads(line) for line in server.log.read_text().splitlines()]
    text = server.log.read_text()
    assert {line["level"] for line in lines} <= {"info", "warning"}
    assert "CANARY" not in text
    assert server.key.rsplit("_", 1)[1] not in text


def test_swaps_lose_no_request(tmp_path):
    with serving(tmp_path) as server:
        folders = [Maker(tmp_path / str(depth))(depth=depth) for depth in (1, 2)]
        digests = [open_bundle(folder).digest for folder in folders]
        for folder, digest in zip(folders, digests, strict=True):
            shutil.copytree(folder, server.state.models / digest)
        statuses, models, ended = set(), set(), threading.Event()

        def load():
            while not ended.is_set():
                status, body = server.ask("POST", "/v1/predict", png())
                statuses.add(status)
                models.add(json.loads(body).get("model"))

        asking = [threading.Thread(target=load) for _ in range(2)]
        for thread in asking:
            thread.start()
        took_s = [_point(server, digests[n % 2], f"v1.{n}.0") for n in range(8)]
        ended.set()
        for thread in asking:
            thread.join()
        assert statuses == {200}
        assert set(digests) <= models
        assert max(took_s) < 2


def _point(server, digest, version):
    """Seconds until the server answers with this model."""
    pointer = Pointer(name="c", version=version, digest=digest, sequence=0, at=1.0, by="test")
    pointers.write(server.state, pointer)
    began = time.monotonic()
    while True:
        _, body = server.ask("GET", "/v1/models")
        if json.loads(body)["champion"]["version"] == version:
            return time.monotonic() - began
        assert time.monotonic() - began < 10
        time.sleep(0.02)


def test_signal_ends_it_with_open_streams(tmp_path):
    with serving(tmp_path) as server, contextlib.closing(server.connect()) as connection:
        connection.request("GET", "/v1/events", headers={"Authorization": f"Bearer {server.key}"})
        answer = connection.getresponse()
        assert answer.readline() == b": from now on\n"
        began = time.monotonic()
        assert server.end() == 0
        assert time.monotonic() - began < 10


def test_certificate_makes_it_https(tmp_path):
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-out", cert, "-keyout", key],
        check=False, capture_output=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    params = f"serve: {{certfile: '{cert}', keyfile: '{key}'}}\n"
    with serving(tmp_path, params=params) as server:
        context = ssl.create_default_context(cafile=cert)
        connection = http.client.HTTPSConnection(
            "127.0.0.1", server.port, context=context, timeout=30
        )
        with contextlib.closing(connection):
            connection.request("GET", "/readyz")
            assert connection.getresponse().status == 200
