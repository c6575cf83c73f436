"""The Prefect server that a flow talks to: the one that runs, else a private one for the time of the run."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

from peel import events, files
from peel.errors import PeelError
from peel.process import disk
from peel.process.environment import NO_TELEMETRY, child_environment
from peel.process.supervisor import supervised

DEFAULT_URL = "http://127.0.0.1:4200/api"
START_LIMIT_S = 180.0  # 3 to 11 s when idle; a loaded machine needed more than a minute
_SCHEMES: dict[str, type[http.client.HTTPConnection]] = {
    "http": http.client.HTTPConnection,
    "https": http.client.HTTPSConnection,
}


@contextlib.contextmanager
def prefect_api(project: Path) -> Iterator[str]:
    """The address of the Prefect API for the time of the block.

    PREFECT_API_URL, or `prefect server start` on its default address, where one answers; else a
    private server of the project: loopback, a free port, its database in .peel/prefect. It ends
    with the block, and with this process. Raises P714 when it does not start.
    """
    url = running_url()
    if url:
        yield url
    else:
        with _private(project) as url:
            yield url


def running_url() -> str | None:
    """The address of the server that runs, or None; a PREFECT_API_URL that is dead is told as a warning."""
    wanted = os.environ.get("PREFECT_API_URL")
    if wanted and not _answers(wanted):
        events.emit("warning", message=f"no Prefect server answers at PREFECT_API_URL={wanted}")
    url = wanted or DEFAULT_URL
    return url if _answers(url) else None


def client_environment(project: Path, url: str) -> dict[str, str]:
    """What a flow's process needs to reach the server, from before Prefect is imported."""
    around = {"PREFECT_API_URL": url}
    if url not in (os.environ.get("PREFECT_API_URL"), DEFAULT_URL):
        around["PREFECT_HOME"] = str(_home(project))
    return around


@contextlib.contextmanager
def _private(project: Path) -> Iterator[str]:
    home = _home(project)
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--no-ui"]
    environment, log = _server_environment(home), home / "server.log"
    with files.guard(home):
        home.mkdir(parents=True, exist_ok=True)
    with supervised(command, cwd=home, environment=environment, log=log) as process:
        _wait(process, url, log=log)
        yield url


def _server_environment(home: Path) -> dict[str, str]:
    """None of the person's PREFECT_* settings: a private server must not open the database of another."""
    environment = child_environment({"PREFECT_HOME": str(home)})
    kept = {*NO_TELEMETRY, "PREFECT_HOME"}
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith("PREFECT_") or name in kept
    }


def _wait(process: subprocess.Popen[bytes], url: str, *, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < deadline:
        if _answers(url):
            return
        time.sleep(0.1)
    said = log.read_text("utf-8", "replace")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    raise disk.refusal(said, log.parent) or PeelError(
        "P714",
        "the project's private Prefect server did not start",
        got=lines[-1] if lines else "no word",
        allowed=f"a server that answers within {START_LIMIT_S:.0f} s",
        do=f"read {log}; or start one yourself with `prefect server start`, and run this again",
    )


def _answers(url: str) -> bool:
    """Whether a Prefect API is there; asks without any proxy, and refuses in 2 ms on a closed port."""
    parts = urllib.parse.urlsplit(url)
    connect = _SCHEMES.get(parts.scheme)
    if connect is None or not parts.hostname:
        return False
    try:
        connection = connect(parts.hostname, parts.port, timeout=5)
        with contextlib.closing(connection):
            connection.request("GET", parts.path.rstrip("/") + "/health")
            response = connection.getresponse()
            return response.status == 200 and response.read(16).strip() == b"true"
    except (OSError, ValueError, http.client.HTTPException):  # ValueError: a port that is no number
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _home(project: Path) -> Path:
    return project.resolve() / ".peel" / "prefect"
