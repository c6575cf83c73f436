"""Nobody else can make a build run code: three ways that once worked, and one through a server that was asked for."""

import contextlib
import http.server
import itertools
import json
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from peel.process.server import prefect_api
from tests.e2e import toy

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="it looks about in /proc"),
]
SEARCHES = "python stage.py search"


class Strange(http.server.BaseHTTPRequestHandler):
    """Says that it is a Prefect that is well, and notes whoever comes."""

    asked: list[str] = []  # noqa: RUF012 (one list for the one server)

    def answer(self):
        self.asked.append(self.path)
        body = b'"3.9.1"' if self.path.endswith("version") else b"true"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PATCH = answer

    def log_message(self, format, *args):
        pass


@contextlib.contextmanager
def strange(port):
    """A stranger's server; skips where somebody has the port already."""
    try:
        made = http.server.ThreadingHTTPServer(("127.0.0.1", port), Strange)
    except OSError:
        pytest.skip(f"port {port} is taken")
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    try:
        yield Strange.asked
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


def listening():
    """The ports on which somebody listens, from /proc, as anybody may read it."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {int(words[1].partition(":")[2], 16) for words in lines if words[3] == "0A"}


@pytest.fixture
def project(tmp_path):
    folder = toy.make(tmp_path / "project")
    toy.give(folder)
    return folder


def test_unasked_server_is_left_alone(project):
    with strange(4200) as asked:
        code, _, said = toy.build(project)
    assert (code, asked) == (0, []), said


class Squatter(threading.Thread):
    """Takes every port that stands in the command lines of a build or is new on this machine, where it can."""

    def __init__(self, mark):
        super().__init__(daemon=True)
        self.mark, self.before, self.taken, self.stop = mark, listening(), [], threading.Event()

    def run(self):
        while not self.stop.wait(0.02):
            words = " ".join(toy.processes(self.mark).values()).split()
            named = {int(b) for a, b in itertools.pairwise(words) if a == "--port"}
            for port in named | (listening() - self.before):
                self._take(port)

    def _take(self, port):
        for address in ("127.0.0.1", ""):
            stranger = socket.socket()
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            try:
                stranger.bind((address, port))
                stranger.listen()
            except OSError:
                stranger.close()
            else:
                self.taken.append(stranger)


def test_private_port_cannot_be_taken(project):
    squatter = Squatter("of-this-attack")
    squatter.start()
    code, _, said = toy.build(project, PEEL_TEST_MARK="of-this-attack")
    squatter.stop.set()
    squatter.join()
    found = [stranger.getsockname() for stranger in squatter.taken]
    for stranger in squatter.taken:
        stranger.close()
    assert (code, found) == (0, []), said


def posted(url, body):
    """The status and the headers of a POST that a page of somebody else could send."""
    headers = {"Content-Type": "application/json", "Origin": "http://evil.example"}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers
    except urllib.error.HTTPError as error:
        return error.code, error.headers


def test_private_server_answers_no_stranger(project):
    """Neither creates a storage block for one, nor takes a state of the flow run."""
    before = listening()
    toy.give(project, slow_s=8)
    running = toy.start(project, PEEL_TEST_MARK="of-a-stranger")
    assert toy.wait_for(lambda: SEARCHES in " ".join(toy.processes("of-a-stranger").values()))
    answers = []
    for port in listening() - before:
        api = f"http://127.0.0.1:{port}/api"
        state = {"type": "COMPLETED", "data": {"storage_key": "evil"}}
        for path, body in (
            ("flow_runs/filter", {}),
            ("block_documents/", {"name": "evil", "data": {"basepath": "/tmp"}}),
            (f"flow_runs/{'0' * 32}/set_state", {"state": state, "force": True}),
        ):
            with contextlib.suppress(OSError):  # another process of this machine, no HTTP server
                answers.append(posted(f"{api}/{path}", body))
    said, _ = running.communicate(timeout=120)
    assert running.returncode == 0, said
    assert len(answers) >= 3
    assert {status for status, _ in answers} <= {401, 404}
    assert [str(h) for _, h in answers if h.get("access-control-allow-origin")] == []


# With the rights of a server: a pickle in a storage block, named as the result of the flow run that works.
ENDS = """
import json, sys
from pathlib import Path
from prefect.client.orchestration import get_client
from prefect.filesystems import LocalFileSystem
from prefect.results import ResultRecordMetadata
from prefect.serializers import PickleSerializer

class Evil:
    def __reduce__(self):
        return exec, (f"open({sys.argv[2] + '/it ran'!r}, 'w')",)

folder, pickled = Path(sys.argv[2]), PickleSerializer().dumps(Evil()).decode()
block = LocalFileSystem(basepath=str(folder)).save("evil", _sync=True)
data = ResultRecordMetadata(
    storage_key="evil", serializer=PickleSerializer(), storage_block_id=block
)
record = {"metadata": json.loads(data.model_dump_json()), "result": pickled}
(folder / "evil").write_text(json.dumps(record))
done = {"type": "COMPLETED", "data": data.model_dump(mode="json")}
with get_client(sync_client=True) as client:
    place = f"/flow_runs/{sys.argv[1]}/set_state"
    client._client.post(place, json={"state": done, "force": True})
    if "load" in sys.argv:
        client.read_flow_run(sys.argv[1]).state.result(_sync=True)
"""


@pytest.mark.parametrize("loads", [False, True], ids=["flow", "who loads it"])
def test_flow_loads_no_named_result(loads, project, tmp_path):
    """Not even from a server that was asked for. The second case proves that the pickle is a loaded gun."""
    with prefect_api(tmp_path / "server") as api:
        toy.give(project, slow_s=15)
        running = toy.start(project, **api.variables)
        works = {"flow_runs": {"state": {"type": {"any_": ["RUNNING"]}}}}
        (run,) = toy.wait_for(lambda: toy.asked(api, "flow_runs", **works))
        command = [
            sys.executable,
            "-c",
            ENDS,
            run["id"],
            str(tmp_path),
            *(["load"] if loads else []),
        ]
        subprocess.run(command, env=api.environment({}), check=not loads, capture_output=True)
        assert running.poll() is None
        said, _ = running.communicate(timeout=120)
        (last,) = toy.asked(api, "flow_runs")
    assert running.returncode == 0, said
    assert last["state"]["data"]["storage_key"] == "evil"
    assert (tmp_path / "it ran").exists() == loads
