import pytest
from starlette.requests import HTTPConnection

from peel.errors import PeelError
from peel.serving.access import Keyring, check_host

ROUTES = [
    ("POST", "/v1/predict", "predict"),
    ("POST", "/v1/feedback", "feedback"),
    ("POST", "/v1/feedback/batch", "feedback"),
    ("GET", "/v1/models", "look"),
    ("GET", "/v1/watch", "look"),
    ("GET", "/v1/events", "look"),
    ("GET", "/metrics", "metrics"),
    ("GET", "/v2", "predict"),
    ("GET", "/v2/models/colours", "predict"),
    ("GET", "/v2/models/colours/versions/1", "predict"),
    ("GET", "/v2/models/colours/ready", "predict"),
    ("GET", "/v2/models/colours/versions/1/ready", "predict"),
    ("POST", "/v2/models/colours/infer", "predict"),
    ("POST", "/v2/models/colours/versions/1/infer", "predict"),
]
OPEN = {"/livez", "/readyz", "/v2/health/live", "/v2/health/ready"}


def connection(**headers):
    told = [(name.encode(), text.encode()) for name, text in headers.items()]
    return HTTPConnection({"type": "http", "headers": told})


def test_table_names_every_route(asker):
    paths = asker.http.app.openapi()["paths"]
    told = {(method.upper(), path) for path, them in paths.items() for method in them}
    filled = {
        (method, path.replace("{model}", "colours").replace("{version}", "1"))
        for method, path in told
    }
    assert filled - {(method, path) for method, path, _ in ROUTES} == {
        ("GET", path) for path in OPEN
    }


@pytest.mark.parametrize(("method", "path", "scope"), ROUTES)
def test_every_route_asks_for_key(asker, method, path, scope):
    asker.server.live.is_ending = True  # so that the stream of events ends
    none = asker.http.request(method, path)
    wrong = asker.http.request(method, path, headers=asker.key("label"))
    old = asker.http.request(method, path, headers=asker.key("admin", expires_at=1.0))
    made_up = asker.http.request(method, path, headers={"authorization": "Bearer pk_1_2"})
    right = asker.http.request(method, path, headers=asker.key(scope))
    assert [r.status_code for r in (none, wrong, old, made_up)] == [401, 403, 401, 401]
    assert none.headers["www-authenticate"] == 'Bearer realm="peel"'
    assert right.status_code not in (401, 403)


def test_admin_opens_every_route(asker):
    headers = asker.key("admin")
    found = {asker.http.get(path, headers=headers).status_code for path in ("/v1/models", "/v2")}
    assert found == {200}


@pytest.mark.parametrize(
    ("headers", "query", "words"),
    [
        ({}, "", "without the header"),
        ({"authorization": "Basic YTpi"}, "", "does not begin with Bearer"),
        ({"authorization": "pk_1_2"}, "", "does not begin with Bearer"),
        ({}, "?key=pk_1_SECRET", "a key in the address"),
    ],
)
def test_key_in_another_place_is_told(asker, headers, query, words):
    answer = asker.http.get(f"/v1/models{query}", headers=headers)
    assert (answer.status_code, words in answer.json()["detail"]) == (401, True)
    assert "SECRET" not in answer.text


def test_key_is_used_at_its_rate(asker):
    headers = asker.key("look", per_minute=2)
    asked = [asker.http.get("/v1/models", headers=headers) for _ in range(3)]
    assert [r.status_code for r in asked] == [200, 200, 429]
    assert asked[2].headers["retry-after"] == "10"


def test_rate_comes_back_with_time(asker):
    asker.key("look", per_minute=60)
    key = next(one for one in asker.server.keyring.known if one.name == "test")
    ring = Keyring((key,))
    for _ in range(60):
        ring._count(key, 100.0)
    with pytest.raises(PeelError, match="P846"):
        ring._count(key, 100.0)
    ring._count(key, 101.0)


def test_clock_put_back_stops_no_key(asker):
    asker.key("look", per_minute=60)
    key = next(one for one in asker.server.keyring.known if one.name == "test")
    ring = Keyring((key,))
    for _ in range(60):
        ring._count(key, 5000.0)
    with pytest.raises(PeelError, match="P846"):
        ring._count(key, 100.0)
    ring._count(key, 101.0)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])
def test_foreign_name_is_refused(asker, host):
    answer = asker.get("/v1/models", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "P847")


@pytest.mark.parametrize(
    "host", ["localhost:8000", "127.0.0.1:80", "[::1]:9", "10.1.2.3", "LOCALHOST"]
)
def test_own_name_and_addresses_pass(host):
    check_host(connection(host=host), {"localhost"})


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:1"])
def test_page_of_another_origin_is_refused(asker, origin):
    answer = asker.post("/v1/predict", content=b"x", headers={"origin": origin})
    assert (answer.status_code, answer.json()["code"]) == (403, "P856")


def test_page_of_the_server_itself_passes(asker):
    answer = asker.get("/v1/models", headers={"origin": "http://localhost"})
    assert answer.status_code == 200


def test_no_other_origin_is_allowed(asker):
    told = asker.http.options(
        "/v1/predict",
        headers={"origin": "http://localhost", "access-control-request-method": "POST"},
    )
    assert "access-control-allow-origin" not in told.headers


def test_health_answers_under_any_name(asker):
    assert asker.http.get("/livez", headers={"host": "10-1-2-3.pod"}).status_code == 200
