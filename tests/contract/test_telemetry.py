"""Nothing that Peel starts looks up or connects to anything but this machine, neither Python nor native code."""

from __future__ import annotations

import ipaddress
import socket
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


def outside(walk: Any) -> list[str]:
    """What the watch, which sees native code too, noted of other machines."""
    if walk.watch is None:
        pytest.skip("SKIPPED FOR WANT OF A COMPILER: look-ups of native code are not watched")
    lines = walk.looked_up.read_text("utf-8").splitlines() if walk.looked_up.exists() else []
    return [line for line in lines if not _is_here(line.split()[1])]


def _is_here(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name in ("localhost", socket.gethostname())
    return address.is_loopback or address.is_unspecified


def test_watch_sees_native_look_ups(guarded: Any) -> None:
    code = "import ctypes; ctypes.CDLL(None).gethostbyname(b'native.invalid')"
    guarded.run(sys.executable, "-c", code, cwd=guarded.folder)
    assert outside(guarded) == ["gethostbyname native.invalid"]


def test_guard_sees_telemetry_that_is_on(guarded: Any) -> None:
    (guarded.folder / "onnxruntime.py").touch()
    guarded.run(sys.executable, "-c", "import onnxruntime", cwd=guarded.folder)
    assert "with its telemetry" in guarded.left.read_text("utf-8")


@pytest.mark.e2e
def test_nothing_is_looked_up_after_load(walk: Any) -> None:
    """Some ten seconds after its import ONNX Runtime's own telemetry would; the walk before it is watched as well."""
    code = """
import time, peel
start = time.monotonic()
model = peel.load("bundle")
assert model.predict(["../pictures/cat/000.png"])[0].error is None
time.sleep(max(0, start + 15 - time.monotonic()))
"""
    done = walk.run(sys.executable, "-c", code)
    assert done.returncode == 0, done.stderr
    assert outside(walk) == []


@pytest.mark.e2e
@pytest.mark.often
@pytest.mark.parametrize("words", ["predict ../pictures/cat", "report", "doctor"])
def test_walk_never_leaves_the_machine(words: str, walk: Any) -> None:
    """Nor did the build before it: project, flow with its private server, DVC, every stage."""
    done = walk.run("peel", *words.split())
    assert done.returncode == 0, done.stdout + done.stderr
    assert walk.left.read_text("utf-8") == ""
