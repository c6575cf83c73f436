"""Nothing that Peel starts looks up or connects to anything but this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUARD = ROOT / "tests" / "data" / "no_network"
# The product has to set the switches itself: those that the tests set are taken away.
SWITCHES = ("TELEMETRY", "ANALYTICS", "DO_NOT_TRACK", "HF_HUB")
Guarded = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """The file in which the guard notes every attempt."""
    file = tmp_path / "left.txt"
    file.touch()
    return file


@pytest.fixture
def guarded(left: Path) -> Guarded:
    """Run a command in which every Python process carries the guard and none of the switches."""
    env = {k: v for k, v in os.environ.items() if not any(word in k for word in SWITCHES)}
    env |= {"PYTHONPATH": str(GUARD), "LEFT_THE_MACHINE": str(left)}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"

    def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in command]
        return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize(
    "call", ["getaddrinfo('example.org', 80)", "create_connection(('192.0.2.1', 9), 1)"]
)
def test_guard_refuses_what_leaves(call: str, guarded: Guarded, left: Path, tmp_path: Path) -> None:
    done = guarded(sys.executable, "-c", f"import socket; socket.{call}", cwd=tmp_path)
    assert done.returncode == 1
    assert "the test refuses" in done.stderr
    assert left.read_text("utf-8")


def test_guard_lets_this_machine_through(guarded: Guarded, left: Path, tmp_path: Path) -> None:
    code = "import socket; s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname())"
    assert guarded(sys.executable, "-c", code, cwd=tmp_path).returncode == 0
    assert left.read_text("utf-8") == ""


@pytest.mark.e2e
def test_build_never_leaves_the_machine(
    guarded: Guarded, left: Path, pictures: Path, tmp_path: Path
) -> None:
    """The whole product: project, flow with its private server, DVC, every stage, prediction, report, doctor."""
    project = tmp_path / "animals"
    runs = [guarded("peel", "init", project, cwd=tmp_path)]
    commands = (
        ["build", "--data", pictures],
        ["predict", pictures / "cat"],
        ["report"],
        ["doctor"],
    )
    runs += [guarded("peel", *command, cwd=project) for command in commands]
    assert left.read_text("utf-8") == ""
    assert [(run.returncode, run.stderr[-2000:]) for run in runs if run.returncode] == []
