import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

DVC_YAML = """
stages:
  first:
    cmd: python stage.py first
    always_changed: true
    outs: [first.txt]
  second:
    cmd: python stage.py second
    deps: [given.txt, first.txt]
    outs: [second.txt]
"""
STAGE = """
import os, sys
from pathlib import Path
from peel import events
from peel.errors import PeelError
from peel.types.event import Ended, Started
name, given = sys.argv[1], Path("given.txt").read_text()
events.tell(Started(stage=name))
if name == "second" and given == "refuse":
    events.emit_error(PeelError("P999", "no", got="g", allowed="a", do="d"), name)
    raise SystemExit(2)
if name == "second" and given == "damage" and not Path("seen").exists():
    Path("seen").touch()
    events.emit_error(PeelError("P255", "damaged", got="shard", allowed="a", do="d"), name)
    raise SystemExit(2)
if name == "second" and given == "crash":
    raise ValueError("a bug")
if name == "second" and given == "kill":
    os.kill(os.getpid(), 9)
if name == "second" and given == "full":
    raise OSError(28, "No space left on device")
Path(f"{name}.txt").write_text(name)
events.tell(Ended(stage=name, message="good"))
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two stages that DVC runs outside git; given.txt says how the second one ends."""
    (tmp_path / ".dvc").mkdir()
    (tmp_path / ".dvc" / "config").write_text("[core]\n    analytics = false\n    no_scm = true\n")
    (tmp_path / "dvc.yaml").write_text(DVC_YAML)
    (tmp_path / "stage.py").write_text(STAGE)
    (tmp_path / "given.txt").write_text("all is well")
    return tmp_path


class Answers(http.server.BaseHTTPRequestHandler):
    """Several servers by their place: /api is a Prefect, the others are none that one may talk to."""

    def do_GET(self) -> None:
        answers = {
            "/api/admin/version": b'"3.9.1"',
            "/old/admin/version": b'"2.20.1"',
            "/locked/admin/version": b'"3.9.1"',
            "/healthy/admin/version": b"true",
        }
        signed = self.headers.get("Authorization") == "Basic cGVlbDp4"
        locked = self.path.startswith("/locked/") and not signed
        self.send_response(401 if locked else 200)
        self.end_headers()
        self.wfile.write(answers.get(self.path, b"<html>"))

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def running() -> Iterator[str]:
    answers = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=answers.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{answers.server_port}"
    answers.shutdown()
    thread.join()
    answers.server_close()
