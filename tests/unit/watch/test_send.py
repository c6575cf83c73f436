"""One message to one address."""

from __future__ import annotations

import json
import socket

import pytest

from peel.watch.outbox import Message
from peel.watch.send import send, show, sign
from tests.unit.watch.post_box import mail, webhook

MESSAGE = Message("watch 1 red", "failure", "pets v1: red", "Two\nlines, ö")


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_signed_post_can_be_checked():
    with webhook() as box:
        assert send(f"peel://geheim@127.0.0.1:{box.port}/hook?a=1", MESSAGE, now=7.9) == ""
    (post,) = box.got
    assert post.path == "/hook?a=1"
    assert post.headers["X-Peel-Time"] == "7"
    assert post.headers["X-Peel-Signature"] == sign("geheim", post.body, at=7)
    assert json.loads(post.body)["body"] == MESSAGE.body


def test_apprise_posts_as_json():
    with webhook() as box:
        assert send(f"json://127.0.0.1:{box.port}/hook", MESSAGE, now=7.0) == ""
    told = json.loads(box.got[0].body)
    assert (told["title"], told["message"], told["type"]) == (
        "pets v1: red",
        MESSAGE.body,
        "failure",
    )


def test_mail_keeps_its_lines():
    with mail(free_port()) as box:
        where = f"127.0.0.1:{box.port}/?from=peel@example.org&to=ann@example.org&mode=insecure"
        assert send(f"mailto://{where}", MESSAGE, now=7.0) == ""
    assert "Subject: pets v1: red" in box.mails[0]
    assert "Two\r\nlines, =C3=B6" in box.mails[0]


@pytest.mark.parametrize("scheme", ["peel://key@", "json://"])
def test_refusing_side_is_told(scheme):
    with webhook() as box:
        box.status = 500
        assert send(f"{scheme}127.0.0.1:{box.port}/", MESSAGE, now=7.0) != ""


@pytest.mark.parametrize(
    "target",
    [
        "nonsense",
        "peel://key@127.0.0.1:99999/",
        "peel://key@127.0.0.1:{0}/",
        "peels://key@127.0.0.1:{0}/",
    ],
)
def test_bad_address_is_no_crash(target, caplog):
    hindered = send(target.format(free_port()), MESSAGE, now=7.0)
    assert hindered != ""
    assert "key" not in hindered + caplog.text


def test_address_is_shown_without_secrets():
    assert show("tgram://123:token/chat") == "tgram"
    assert show("token") == "no address"
