"""A Prefect server that dies or refuses costs a warning; the build is the same."""

import http.server
import os
import signal
import threading
import urllib.error
import urllib.request

import pytest

from peel.process.server import prefect_api
from tests.e2e import toy

pytestmark = pytest.mark.e2e
SEARCHES = "python stage.py search"


@pytest.fixture
def project(tmp_path):
    return toy.make(tmp_path / "project")


def test_server_killed_in_the_middle_is_told(project):
    toy.give(project, slow_s=5)
    running = toy.start(project, PEEL_TEST_MARK="of-a-dead-server")
    assert toy.wait_for(lambda: SEARCHES in " ".join(toy.processes("of-a-dead-server").values()))
    for number, command in toy.processes("of-a-dead-server").items():
        if "uvicorn" in command:
            os.kill(number, signal.SIGKILL)
    said, _ = running.communicate(timeout=170)
    assert running.returncode == 0, said
    assert said.count("not shown in Prefect") == 1
    assert "PASS: the gate says pass" in said


class Refuses(http.server.BaseHTTPRequestHandler):
    """Hands all on to a server but artifacts, which it refuses, and the websockets of events."""

    url = ""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, said = (403, b'"no"') if "artifacts" in self.path else self.handed_on(body)
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def handed_on(self, body):
        dropped = ("host", "upgrade", "accept-encoding")
        kept = {k: v for k, v in self.headers.items() if k.lower() not in dropped}
        request = urllib.request.Request(
            self.url + self.path, body or None, kept, method=self.command
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    do_GET = do_POST = do_PATCH = answer

    def log_message(self, format, *args):
        pass


def test_server_that_refuses_costs_no_verdict(project, tmp_path):
    toy.give(project)
    with prefect_api(tmp_path / "server") as api:
        Refuses.url = api.url.removesuffix("/api")
        between = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuses)
        thread = threading.Thread(target=between.serve_forever)
        thread.start()
        url = f"http://127.0.0.1:{between.server_port}/api"
        code, _, said = toy.build(project, **{**api.variables, "PREFECT_API_URL": url})
        between.shutdown()
        thread.join()
        between.server_close()
        (run,) = toy.asked(api, "flow_runs")
    assert code == 0, said
    assert "not shown in Prefect: Client error '403 Forbidden'" in said
    assert "Prefect did not write down all that it was told" in said
    assert (run["state_name"], run["state"]["message"]) == ("Completed", "the gate says pass")
