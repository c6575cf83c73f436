from starlette.requests import Request

from peel.serving.server import of


def test_request_knows_its_server(asker):
    request = Request({"type": "http", "app": asker.http.app})
    assert of(request) is asker.server
    assert asker.server.limit.n_bytes == 20 * 2**20
