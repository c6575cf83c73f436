"""Nothing that Peel starts looks up or connects to anything but this machine."""

from __future__ import annotations

import sys
from typing import Any

import pytest


@pytest.mark.parametrize(
    "call", ["getaddrinfo('example.org', 80)", "create_connection(('192.0.2.1', 9), 1)"]
)
def test_guard_refuses_what_leaves(call: str, guarded: Any) -> None:
    done = guarded.run(sys.executable, "-c", f"import socket; socket.{call}", cwd=guarded.folder)
    assert done.returncode == 1
    assert "the test refuses" in done.stderr
    assert guarded.left.read_text("utf-8")


def test_guard_lets_this_machine_through(guarded: Any) -> None:
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    assert guarded.run(sys.executable, "-c", code, cwd=guarded.folder).returncode == 0
    assert guarded.left.read_text("utf-8") == ""


@pytest.mark.e2e
@pytest.mark.often
@pytest.mark.parametrize("words", ["predict ../pictures/cat", "report", "doctor"])
def test_walk_never_leaves_the_machine(words: str, walk: Any) -> None:
    """Nor did the build before it: project, flow with its private server, DVC, every stage."""
    done = walk.run("peel", *words.split())
    assert done.returncode == 0, done.stdout + done.stderr
    assert walk.left.read_text("utf-8") == ""
