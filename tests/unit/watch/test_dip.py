"""A dip as an event, posted to a receiver that stands for Prefect's server."""

from __future__ import annotations

import base64
import json

import pytest

from peel.project import secrets
from peel.types.watch import Change
from peel.watch.dip import tell
from tests.unit.watch.post_box import webhook
from tests.unit.watch.test_words import WATCHED

RED = Change(before="green", now=WATCHED.model_copy(update={"colour": "red"}), at=9.0, incident=4)
AMBER = Change(before="green", now=WATCHED.model_copy(update={"colour": "amber"}), at=9.0)


def known(state, port):
    told = {"url": f"http://127.0.0.1:{port}/api", "auth": "peel:geheim"}
    secrets.write(state, "prefect", text=json.dumps(told))


def test_red_alone_is_an_event(state):
    with webhook() as box:
        known(state, box.port)
        assert tell(state, [RED, AMBER], model="pets") == 1
    (post,) = box.got
    (event,) = json.loads(post.body)
    assert post.path == "/api/events"
    assert base64.b64decode(post.headers["Authorization"][6:]) == b"peel:geheim"
    assert event["event"] == "peel.score.dip"
    assert event["resource"] == {"prefect.resource.id": "peel.model.pets"}
    assert event["payload"] == {"incident": 4, "name": ""}


def test_refusal_is_no_failure(state):
    with webhook() as box:
        known(state, box.port)
        box.status = 401
        assert tell(state, [RED], model="pets") == 0


@pytest.mark.parametrize(
    "text", ["", "no json", '{"url": 3}', '{"url": "http://127.0.0.1:9/api", "auth": ""}']
)
def test_server_that_is_not_there_is_none(state, text):
    secrets.write(state, "prefect", text=text)
    assert tell(state, [RED], model="pets") == 0


def test_installation_without_a_server_tells_nobody(state):
    assert tell(state, [RED], model="pets") == 0
