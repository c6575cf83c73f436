import pytest

from peel.errors import PeelError
from peel.serving import refusals


def error(code, got="x"):
    return PeelError(code, "what", got=got, allowed="a", do="d")


@pytest.mark.parametrize(
    ("code", "got", "status"),
    [
        ("P848", "x", 413),
        ("P831", "locked", 503),
        ("P831", "database or disk is full", 507),
        ("P831", "No space left on device", 507),
        ("P999", "x", 500),
    ],
)
def test_status_follows_the_code(code, got, status):
    assert refusals.status_of(error(code, got)) == status


def test_problem_names_the_request():
    told = refusals.problem(error("P848"), request_id="abc")
    assert (told.type, told.instance) == ("urn:peel:error:P848", "urn:peel:request:abc")
    assert told.detail == "P848 what: got x; allowed: a; do: d"


def test_response_says_when_to_come_back():
    answer = refusals.response(error("P850"))
    assert answer.headers["retry-after"] == "1"
    assert answer.media_type == "application/problem+json"


def test_mistake_tells_nothing_of_itself():
    assert refusals.status_of(refusals.unexpected()) == 500


def test_callers_read_no_address_of_the_store(caplog):
    told = refusals.problem(error("P831", "postgresql://peel@10.0.0.5/peel"), request_id="abc")
    assert "10.0.0.5" not in told.model_dump_json()
    assert told.detail.startswith("P831 what")
    assert "10.0.0.5" in str(caplog.records[-1].told)
