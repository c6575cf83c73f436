"""The lines of docs/how-to/schedules.md: a server, a served flow, a run of it."""

from __future__ import annotations

import contextlib
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from peel.process.asked import Asked, basic, refusal
from peel.process.environment import child_environment
from peel.process.supervisor import supervised
from tests.docs.test_blocks import blocks
from tests.e2e import toy

pytestmark = pytest.mark.e2e


@contextlib.contextmanager
def running(script: str, folder: Path, *, log: Path) -> Iterator[None]:
    """A shell that runs the lines for the time of the block."""
    command = ["bash", "-ceu", script]
    with supervised(command, cwd=folder, environment=child_environment(), log=log):
        yield


def test_lines_of_schedules_run(tmp_path: Path) -> None:
    project = toy.make(tmp_path / "project")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve, nightly, work, now = (b.text for b in blocks("docs/how-to/schedules.md"))
    (project / "nightly.py").write_text(nightly)
    serve = serve.replace("server start", f"server start --port {port}")
    work, now = (text.replace("4200", str(port)) for text in (work, now))

    def run_it() -> str | None:
        command = ["bash", "-ceu", now]
        done = subprocess.run(
            command, cwd=tmp_path, env=child_environment(), capture_output=True, text=True
        )
        return done.stdout if done.returncode == 0 else None

    server = Asked(f"http://127.0.0.1:{port}/api", basic("peel:change-this"))
    with running(serve, tmp_path, log=tmp_path / "server.log"):
        assert toy.wait_for(lambda: refusal(server) is None, 120)
        with running(work, project, log=tmp_path / "work.log"):
            said = toy.wait_for(run_it, 150)
    assert said, (tmp_path / "work.log").read_text()
    assert "finished successfully" in said
    assert "prefect.task-run.Completed * search" in said
    assert (project / "bundle" / "bundle.json").exists()
