"""A real installation: Prefect's server, served flows, a stand-in for the model server; attacked, and its processes killed."""

from __future__ import annotations

import http.client
import http.server
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from peel.errors import PeelError
from peel.installation import prefect, running
from peel.installation.begin import make_secrets
from peel.params.edit import set_value
from peel.process import asked
from peel.project import secrets, template
from peel.project.state import State, state_of
from peel.types.installation import Keeping

pytestmark = pytest.mark.e2e
PATIENCE_S = 240.0
# The real keeper, with a server of files in the place of the model server.
KEEP = """
import sys
from pathlib import Path
from peel.errors import PeelError
from peel.installation import keeper
place, stop = keeper.place_of(Path.cwd()), keeper.on_signals()
command = (sys.executable, "-m", "http.server", str(place.serve.port), "--bind", place.serve.host)
try:
    raise SystemExit(keeper.run(place._replace(command=command), stop))
except PeelError:
    raise SystemExit(keeper.ANOTHER)
"""
COMMAND = (sys.executable, "-c", KEEP)
FLOW = """
from pathlib import Path
from prefect import flow

@flow(persist_result=False)
def {name}() -> None:
    with open("{name}.ran", "a") as file:
        file.write("x")
"""
SLOW = FLOW + "    import time; time.sleep(4)\n"


class Process(NamedTuple):
    pid: int
    session: int
    command: bytes


def until(holds: Callable[[], object], limit_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With flows of a few lines; its model server's port is free."""
    folder = tmp_path_factory.mktemp("up") / "p"
    template.make(folder)
    for name, code in (("watch", FLOW), ("retrain", SLOW), ("promote", FLOW)):
        (folder / "flows" / f"{name}.py").write_text(code.format(name=name))
    set_port(folder, free_port())
    return folder


def set_port(folder: Path, port: int) -> None:
    path = folder / "params.yaml"
    path.write_text(set_value(path.read_text(), "serve.port", value=port))


@pytest.fixture(scope="module")
def state(project: Path) -> State:
    return state_of(project)


def begin(project: Path) -> Keeping | None:
    return running.start(project, on_change=print, command=COMMAND)


@pytest.fixture(scope="module")
def around() -> Iterator[None]:
    """Surroundings as they may be: proxies that lead nowhere, another Prefect that was asked for."""
    odd = {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "socks5://127.0.0.1:9",
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "PREFECT_API_DATABASE_CONNECTION_URL": "sqlite+aiosqlite:////nowhere/x.db",
    }
    os.environ.update(odd)
    yield
    for name in odd:
        del os.environ[name]


@pytest.fixture(scope="module")
def installation(project: Path, state: State, around: None) -> Iterator[State]:  # noqa: ARG001
    """It runs, started beside a secret file that names a server of somebody else; and it can be ended."""
    make_secrets(state)
    with fake_server() as (url, seen):
        secrets.write(state, "prefect", text=json.dumps({"url": f"{url}/api", "auth": "peel:x"}))
        assert begin(project) is not None
        assert seen == []
    yield state
    assert running.stop(state)
    until(lambda: processes(project) == [])


class fake_server:
    """Answers everything as Prefect might, and notes who asked."""

    def __enter__(self) -> tuple[str, list[str]]:
        seen: list[str] = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                seen.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b'"3.9.1"')

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}", seen

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def call(server: asked.Asked, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
    """Status, headers and body of an answer; signed unless the headers say otherwise."""
    parts = urllib.parse.urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    signed = {"Authorization": server.authorization} if server.authorization else {}
    sent = {"Content-Type": "application/json", **signed, **headers}
    method, text = ("GET", None) if body is None else ("POST", json.dumps(body))
    connection.request(method, f"{parts.path}{path}", text, sent)
    answer = connection.getresponse()
    said = answer.read()
    connection.close()
    return (
        answer.status,
        answer.headers,
        json.loads(said) if answer.status == 200 and said else None,
    )


def reach(state: State) -> asked.Asked:
    found = prefect.reach(state)
    assert found is not None
    return found


def dip(state: State) -> None:
    told_dip(reach(state))


def told_dip(server: asked.Asked) -> None:
    """Tell Prefect's server what the watch tells it when the score falls."""
    event = {
        "id": str(uuid.uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": "peel.score.dip",
        "resource": {"prefect.resource.id": "peel.model.pets"},
        "payload": {"command": "touch /tmp/believed"},
    }
    assert call(server, "/events", [event])[0] in (200, 201, 204)


def processes(project: Path) -> list[Process]:
    """Every process that works in the project's folder or below."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and (folder / "cwd").readlink().is_relative_to(project):
                pid = int(folder.name)
                session = os.getsid(pid)
                found.append(Process(pid, session, (folder / "cmdline").read_bytes()))
        except OSError:
            continue
    return found


def runs(state: State, flow: str, kind: str) -> int:
    wanted = {
        "flows": {"name": {"any_": [flow]}},
        "flow_runs": {"state": {"type": {"any_": [kind]}}},
    }
    return int(call(reach(state), "/flow_runs/count", wanted)[2] or 0)


def ran(project: Path, flow: str) -> int:
    path = project / f"{flow}.ran"
    return len(path.read_text()) if path.exists() else 0


def standing(state: State, name: str) -> Any:
    board = running.keeping(state)
    return board and next(each for each in board.kept if each.name == name)


def test_dip_starts_one_retraining(installation: State, project: Path) -> None:
    """Two dips at once are one retraining, for the second is dropped."""
    before = ran(project, "retrain")
    dip(installation)
    dip(installation)
    until(lambda: runs(installation, "retrain", "COMPLETED") == 1)
    until(lambda: runs(installation, "retrain", "CANCELLED") == 1)
    assert ran(project, "retrain") == before + 1
    assert not Path("/tmp/believed").exists()


@pytest.mark.parametrize("authorization", ["", "Basic cGVlbDp4", "Bearer x"])
@pytest.mark.parametrize("path", ["/deployments/filter", "/events", "/flow_runs/filter", "/flows/"])
def test_stranger_without_password_is_refused(
    path: str, authorization: str, installation: State
) -> None:
    """Who may post to Prefect's API may run code, so nobody may who cannot read the secret file."""
    stranger = reach(installation)._replace(authorization=authorization or None)
    assert call(stranger, path, {})[0] == 401


def test_page_of_a_browser_is_refused(installation: State) -> None:
    """Even one that knew the password: no origin is allowed, so no browser shows it an answer."""
    _, headers, _ = call(reach(installation), "/flows/filter", {}, Origin="http://evil.example")
    assert "Access-Control-Allow-Origin" not in headers


def test_server_listens_to_this_machine_alone(installation: State) -> None:
    port = urllib.parse.urlsplit(reach(installation).url).port
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    listening = {line.split()[1] for line in lines if line.split()[3] == "0A"}
    assert [each for each in listening if each.endswith(f":{port:04X}")] == [f"0100007F:{port:04X}"]


def test_no_secret_stands_in_a_command_line(installation: State, project: Path) -> None:
    files = [path for path in installation.secrets.iterdir() if not path.name.startswith(".")]
    told = [path.read_text().strip() for path in files]
    told.append(json.loads(secrets.read(installation, "prefect") or "")["auth"].partition(":")[2])
    found = processes(project)
    assert len(found) >= 7
    lines = b"\n".join(each.command for each in found).decode("utf-8", "replace")
    assert [secret for secret in told if secret in lines] == []


def test_what_is_kept_is_its_owners(installation: State) -> None:
    names = [path for path in installation.folder.rglob("*") if path.is_file()]
    private = [path for path in names if path.parent.name in ("secrets", "prefect", "logs")]
    shown = [path for path in private if path.stat().st_mode & 0o077 and ".lock" not in path.name]
    assert private
    assert shown == []
    assert installation.folder.stat().st_mode & 0o077 == 0


def test_second_start_is_none(installation: State, project: Path) -> None:
    before = running.keeping(installation)
    assert begin(project) is None
    after = running.keeping(installation)
    assert before is not None
    assert after is not None
    assert (after.pid, after.kept[0].pid) == (before.pid, before.kept[0].pid)


@pytest.mark.parametrize("name", ["serve", "flows", "prefect"])
@pytest.mark.parametrize("which", ["supervisor", "program"])
def test_killed_process_comes_back(
    name: str, which: str, installation: State, project: Path
) -> None:
    """By kill -9, of its supervisor or of the program; with the same address and the same password."""
    before, server = standing(installation, name), reach(installation)
    mine = [each for each in processes(project) if each.session == before.pid]
    program = next(each.pid for each in mine if each.pid != before.pid)
    os.kill(before.pid if which == "supervisor" else program, signal.SIGKILL)
    until(lambda: standing(installation, name).restarts > before.restarts)
    until(lambda: standing(installation, name).standing == "runs")
    assert reach(installation) == server
    assert asked.refusal(server, timeout_s=60) is None
    assert [each for each in processes(project) if each.session == before.pid] == []


def test_killed_run_gives_up_its_place(installation: State, project: Path) -> None:
    """Its process is killed with the one that started it; Prefect alone would drop all others for five minutes."""
    until(lambda: runs(installation, "retrain", "RUNNING") == 0)
    dip(installation)
    until(lambda: runs(installation, "retrain", "RUNNING") == 1)
    flows = standing(installation, "flows")
    for each in processes(project):
        if each.session == flows.pid:
            os.kill(each.pid, signal.SIGKILL)
    until(lambda: standing(installation, "flows").restarts > flows.restarts)
    until(lambda: standing(installation, "flows").standing == "runs")
    assert runs(installation, "retrain", "RUNNING") == 0
    assert runs(installation, "retrain", "CRASHED") == 1
    before = ran(project, "retrain")
    dip(installation)
    until(lambda: ran(project, "retrain") > before, 120)


def test_flows_outlive_their_server(installation: State, project: Path) -> None:
    """The server was killed before; a dip is still a retraining."""
    until(lambda: runs(installation, "retrain", "RUNNING") == 0, 120)
    before = ran(project, "retrain")
    until(lambda: standing(installation, "flows").standing == "runs")
    dip(installation)
    until(lambda: ran(project, "retrain") == before + 1)


def test_locked_database_is_outlived(installation: State, project: Path) -> None:
    """Another program holds Prefect's database for longer than its server waits for it."""
    before = ran(project, "retrain")
    until(lambda: runs(installation, "retrain", "RUNNING") == 0)
    with sqlite3.connect(installation.prefect / "prefect.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(20)
        other.execute("ROLLBACK")
    other.close()
    until(lambda: all(each.standing == "runs" for each in board(installation).kept))
    dip(installation)
    until(lambda: ran(project, "retrain") > before)


def board(state: State) -> Keeping:
    found = running.keeping(state)
    assert found is not None
    return found


def test_killed_keeper_leaves_nothing(installation: State, project: Path) -> None:
    """And the next start works at once, beside all that the dead one left in files."""
    os.kill(board(installation).pid, signal.SIGKILL)
    until(lambda: not running.is_running(installation))
    assert running.keeping(installation) is None
    assert begin(project) is not None
    before = board(installation)
    until(lambda: {each.session for each in processes(project)} <= {before.pid, *_pids(before)})


def _pids(board: Keeping) -> set[int]:
    return {each.pid for each in board.kept if each.pid is not None}


def test_stop_ends_exactly_that(installation: State, project: Path) -> None:
    """Not a process of the person that works in the same folder and looks the same."""
    command = [sys.executable, "-m", "peel.process.supervisor", "sleep", "600"]
    with subprocess.Popen(command, cwd=project, stdin=subprocess.PIPE) as own:
        assert running.stop(installation)
        assert own.poll() is None
        until(lambda: {each.session for each in processes(project)} == {os.getsid(own.pid)})
        own.kill()
    until(lambda: processes(project) == [])  # a command dies with its supervisor
    assert running.stop(installation) is False
    assert begin(project) is not None


def test_taken_port_is_refused(tmp_path: Path, project: Path) -> None:
    """Whoever listens there first is not taken for our server, and nothing is left running."""
    other = shutil.copytree(project, tmp_path / "p", ignore=shutil.ignore_patterns(".peel"))
    with fake_server() as (url, _):
        set_port(other, int(url.rpartition(":")[2]))
        refused = r"^P914 .*got serve: P915 the port of the model server is taken"
        with pytest.raises(PeelError, match=refused):
            begin(other)
    assert processes(other) == []
    assert not running.is_running(state_of(other))
