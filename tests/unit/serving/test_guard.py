import asyncio
import json
import logging

import pytest

from peel.serving.guard import Guard
from peel.serving.log import Lines
from tests.unit.serving.conftest import png


@pytest.fixture
def lines(caplog):
    """What was logged, as the server writes it."""
    caplog.set_level(logging.INFO, "peel.serving")
    return lambda: [json.loads(Lines().format(record)) for record in caplog.records]


def test_harmless_request_id_is_kept(asker):
    assert asker.get("/livez", headers={"x-request-id": "abc-1"}).headers["x-request-id"] == "abc-1"


@pytest.mark.parametrize("given", ["a b", "x" * 65, "<script>", "é"])
def test_odd_request_id_is_replaced(asker, given):
    answer = asker.get("/livez", headers={b"x-request-id": given.encode()})
    assert len(answer.headers["x-request-id"]) == 16


def test_log_names_request_and_key(asker, lines):
    answer = asker.predict()
    told = [line for line in lines() if line["what"] == "request"][-1]
    assert (told["route"], told["status"], told["method"]) == ("/v1/predict", 200, "POST")
    assert told["request"] == answer.headers["x-request-id"]
    assert told["key"] == asker.local["authorization"].split("_")[1]


def test_log_holds_no_key_and_no_body(asker, lines):
    canary = "CANARY"
    asker.post("/v1/predict?source=CANARY", content=png() + canary.encode())
    asker.post("/v1/feedback", json={"ticket": asker.ticket(), "label": canary})
    asker.post("/v1/feedback", json={"ticket": canary, "label": canary})
    asker.get(f"/{canary}")
    told = json.dumps(lines())
    secret = asker.local["authorization"].rsplit("_", 1)[1]
    assert canary not in told
    assert secret not in told


def test_refusal_is_counted_and_logged(asker, lines):
    asker.post("/v1/predict", content=b"")
    told = [line for line in lines() if line["what"] == "request"][-1]
    assert (told["refused"], told["status"]) == ("P301", 400)
    assert 'peel_refused_total{why="P301"} 1.0' in asker.get("/metrics").text


def test_mistake_is_answered_and_logged(asker, lines):
    asker.http.app.add_route("/broken", lambda _request: 1 / 0)
    answer = asker.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "P855")
    assert "ZeroDivisionError" not in answer.text
    assert any("ZeroDivisionError" in line.get("error", "") for line in lines())


def test_other_protocols_pass_through(asker):
    seen = []

    async def app(scope, _receive, _send):
        seen.append(scope["type"])

    guard = Guard(app, names=(), meters=asker.server.meters)
    asyncio.run(guard({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]


def test_nothing_may_be_stored_or_sniffed(asker):
    headers = asker.predict().headers
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
