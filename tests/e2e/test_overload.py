"""Ten times what it can answer: `peel serve` refuses quickly, holds no more memory, and is itself again at once."""

import http.client
import json
import threading
import time
from collections import Counter

import pytest

from tests.e2e.test_serve import serving
from tests.unit.serving.conftest import png

pytestmark = pytest.mark.slow
CALLERS, FOR_S = 40, 5.0


def flood(server, data):
    """Status and seconds of every answer to callers that never wait."""
    answers, until = [], time.monotonic() + FOR_S

    def caller():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while time.monotonic() < until:
            began = time.monotonic()
            headers = {"Authorization": f"Bearer {server.key}"}
            connection.request("POST", "/v1/predict", body=data, headers=headers)
            answer = connection.getresponse()
            body = json.loads(answer.read())
            assert answer.status == 200 or body["code"] in {"P850", "P851"}
            answers.append((answer.status, time.monotonic() - began))
        connection.close()

    threads = [threading.Thread(target=caller) for _ in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_overload_is_refused_and_over(tmp_path):
    """A large picture takes the lanes 50 ms or so, and four may wait."""
    data = png(size=(3000, 2000))
    with serving(tmp_path, params="serve: {queue_items: 4, deadline_s: 5}\n") as server:
        server.ask("POST", "/v1/predict", data)
        before = server.rss_mb()
        answers = flood(server, data)
        statuses = Counter(status for status, _ in answers)
        assert set(statuses) <= {200, 503, 504}
        assert min(statuses[200], statuses[503]) > 0
        assert max(seconds for _, seconds in answers) < 10
        assert server.rss_mb() - before < 300
        began = time.monotonic()
        assert server.ask("POST", "/v1/predict", png())[0] == 200
        assert time.monotonic() - began < 2


def test_misplaced_key_is_logged_nowhere(tmp_path):
    """In the address, in another header, in a body, in a form, as a ticket or a name."""
    with serving(tmp_path) as server:
        secret = "pk_0_" + "CANARY" * 7
        form = (
            f'--X\r\nContent-Disposition: form-data; name="{secret}"; filename="{secret}"\r\n\r\n'
        )
        feedback = json.dumps({"ticket": secret, "label": secret, "client": secret, secret: 1})
        asked = [
            server.ask("GET", f"/v1/models?key={secret}"),
            server.ask("GET", f"/{secret}"),
            server.ask("GET", "/v1/models", Authorization=f"Bearer {secret}"),
            server.ask("GET", "/v1/models", Authorization=f"Basic {secret}"),
            server.ask("GET", "/v1/models", X_API_Key=secret, Cookie=f"key={secret}"),
            server.ask("GET", "/v1/models", Host=secret, Origin=f"http://{secret}"),
            server.ask("POST", f"/v1/predict?source={secret}&group={secret}", png()),
            server.ask("POST", "/v1/predict", secret),
            server.ask(
                "POST",
                "/v1/predict",
                form.encode() + png()[:40] + b"\r\n--X--\r\n",
                Content_Type="multipart/form-data; boundary=X",
            ),
            server.ask("POST", "/v1/feedback", feedback, Content_Type="application/json"),
            server.ask("POST", "/v1/feedback", secret, Content_Type=f"application/{secret}"),
            server.ask("POST", f"/v2/models/{secret}/infer", secret),
            server.ask("GET", "/v1/events", Last_Event_ID=secret),
        ]
        assert {status for status, _ in asked} <= {200, 401, 404, 415, 421, 422}
        server.end()
        assert "CANARY" not in server.log.read_text()
        assert server.key.rsplit("_", 1)[1] not in server.log.read_text()
