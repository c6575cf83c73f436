import http.server
import json
import threading

import pytest

from peel.errors import PeelError
from peel.installation import prefect
from peel.process import asked
from peel.project import secrets

RUN = {"expected_start_time": "2026-01-02T03:04:05Z", "state_name": "Completed"}


@pytest.fixture
def told():
    """What the server answers, and the requests that it got."""
    return {"answer": [RUN], "seen": []}


@pytest.fixture
def server(told):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told["seen"].append((self.path, self.headers["Authorization"], body))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(told["answer"]).encode())

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield asked.Asked(f"http://127.0.0.1:{listening.server_port}/api", "Basic eA==")
        listening.shutdown()


def test_last_run_of_a_flow_is_told(server, told):
    assert prefect.last(server, "watch") == ("2026-01-02T03:04Z", "Completed")
    path, signed, body = told["seen"][0]
    assert (path, signed) == ("/api/flow_runs/filter", "Basic eA==")
    assert body["flows"] == {"name": {"any_": ["watch"]}}
    assert "CANCELLED" not in body["flow_runs"]["state"]["type"]["any_"]


@pytest.mark.parametrize("answer", [[], {}, [7], [{"state_name": "x"}], None])
def test_odd_answer_is_no_run(server, told, answer):
    told["answer"] = answer
    assert prefect.next_(server, "watch") is None


def test_no_answer_is_no_run():
    assert prefect.next_(asked.Asked("http://127.0.0.1:9/api"), "watch") is None


def test_server_stands_in_a_secret_file(state):
    assert prefect.reach(state) is None
    secrets.write(state, "prefect", text='{"url": "http://127.0.0.1:1/api", "auth": "peel:x"}')
    assert prefect.reach(state) == ("http://127.0.0.1:1/api", "Basic cGVlbDp4")


def test_password_open_to_others_is_refused(state):
    secrets.write(state, "prefect", text="{}")
    (state.secrets / "prefect").chmod(0o644)
    with pytest.raises(PeelError, match=r"^P830 "):
        prefect.reach(state)
