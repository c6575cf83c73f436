import json
import socket
import threading

import pytest

from peel.errors import PeelError
from peel.installation.services import Place, is_taken, refuse_taken, services, url_of
from peel.params.sections import Serve
from peel.project import secrets


@pytest.fixture
def place(state):
    return Place(state.folder.parents[1], state, Serve(port=1))


def test_password_stands_in_a_secret_file(place):
    with services(place) as them:
        assert [one.name for one in them] == ["prefect", "flows", "serve"]
        told = json.loads(secrets.read(place.state, "prefect"))
        path = place.state.secrets / "prefect"
        assert path.stat().st_mode & 0o777 == 0o600
    assert told["url"].startswith("http://127.0.0.1:")
    assert len(told["auth"]) > 40


def test_each_start_has_its_own_password(place):
    told = []
    for _ in range(2):
        with services(place):
            told.append(secrets.read(place.state, "prefect"))
    assert told[0] != told[1]


def test_address_is_ours_for_the_time(place):
    """No other process can listen there, also while the server is dead."""
    with services(place):
        port = int(json.loads(secrets.read(place.state, "prefect"))["url"].split(":")[2][:-4])
        with socket.socket() as stranger:
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            with pytest.raises(OSError, match="in use"):
                stranger.bind(("127.0.0.1", port))


def test_taken_port_is_refused():
    refused = pytest.raises(PeelError, match=r"^P915 .*another program listens.*serve\.port")
    with socket.create_server(("127.0.0.1", 0)) as other, refused:
        refuse_taken(Serve(port=other.getsockname()[1]))


def test_port_that_gets_free_is_waited_for():
    other = socket.create_server(("127.0.0.1", 0))
    serve = Serve(port=other.getsockname()[1])
    threading.Timer(0.1, other.close).start()
    refuse_taken(serve, patience_s=30)
    assert not is_taken(serve)


@pytest.mark.parametrize(
    ("host", "url"), [("0.0.0.0", "http://127.0.0.1:8000"), ("10.0.0.1", "http://10.0.0.1:8000")]
)
def test_address_is_one_to_type(host, url):
    assert url_of(Serve(host=host)) == url


def test_changing_port_is_refused():
    with pytest.raises(PeelError, match=r"^P915 .*got port 0, which is another one at each start"):
        refuse_taken(Serve(port=0))
