"""The Prefect server that a flow talks to: the one that was asked for, else a private one for the time of the run.

The parts of the private one are also those of an installation's own server (`peel.installation`).
"""

from __future__ import annotations

import contextlib
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from peel import events, files
from peel.errors import PeelError
from peel.process import asked, database, disk
from peel.process.environment import NO_TELEMETRY, child_environment, proxies
from peel.process.supervisor import supervised

START_LIMIT_S = 180.0  # 3 to 11 s when idle; a loaded machine needed more than a minute
_HOST = "127.0.0.1"
# What of a person's Prefect settings a private server and its flow may see: how much they print.
_KEPT = ("PREFECT_LOGGING_",)
_SERVER = {
    "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": "",
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
}
# A server that was killed must cost seconds: by default each call would try again for minutes.
_CLIENT = {"PREFECT_CLIENT_MAX_RETRIES": "1", "PREFECT_API_REQUEST_TIMEOUT": "20"}


class Api(NamedTuple):
    """A Prefect API, and the variables with which a flow's process reaches it."""

    url: str
    variables: Mapping[str, str]
    is_private: bool

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """The environment of a flow's process; it must be set before Prefect is imported."""
        if self.is_private:
            return apart({**self.variables, **more})
        return child_environment({**self.variables, **more})


@contextlib.contextmanager
def prefect_api(project: Path) -> Iterator[Api]:
    """The Prefect API for the time of the block.

    The server of PREFECT_API_URL (environment or active profile), where a Prefect of our version
    answers there to the credentials that stand beside it; else, with a word, a private server of
    the project: loopback, a port that nobody else can take, a password that lives as long as the
    block, its database in .peel/prefect. Raises P714 when it does not start.
    """
    wanted = asked.server()
    why_not = asked.refusal(wanted) if wanted else None
    if wanted and why_not:
        words = f"PREFECT_API_URL={wanted.shown} is not used: {why_not}; a private server is"
        events.warn(words)
    if wanted and not why_not:
        yield Api(wanted.url, {"PREFECT_API_URL": wanted.url}, is_private=False)
    else:
        with _private(project) as api:
            yield api


@contextlib.contextmanager
def _private(project: Path) -> Iterator[Api]:
    """Its listener is ours from before it starts until it has ended, so whoever answers there is it."""
    home = project.resolve() / ".peel" / "prefect"
    with files.guard(home):
        home.mkdir(parents=True, exist_ok=True)
    was_there = database.lay(home)
    password = f"peel:{secrets.token_urlsafe(32)}"
    with contextlib.closing(bound()) as listener:
        api = reached(home, password, port=listener.getsockname()[1])
        with serving(home, listener, password=password) as process:
            wait(process, asked.Asked(api.url, asked.basic(password)), log=home / "server.log")
            if not was_there:
                database.keep(home)
            threading.Thread(target=_close_after, args=(process, listener), daemon=True).start()
            yield api


def reached(home: Path, password: str, *, port: int) -> Api:
    """How a private server of `home` is reached."""
    url = f"http://{_HOST}:{port}/api"
    variables = {
        "PREFECT_API_URL": url,
        "PREFECT_API_AUTH_STRING": password,
        "PREFECT_HOME": str(home),
        **_CLIENT,
    }
    return Api(url, variables, is_private=True)


def bound() -> socket.socket:
    """A socket that listens on a free port of the loopback.

    It is bound by number, so that the port stays ours after the server has died and the listening
    is ended: then calls are refused at once, and no stranger can answer them.
    """
    while True:
        with socket.socket() as probe:
            probe.bind((_HOST, 0))
            port = probe.getsockname()[1]
        listener = socket.socket()
        try:
            listener.bind((_HOST, port))
            listener.listen(128)
        except OSError:  # somebody was faster
            listener.close()
        else:
            return listener


def _close_after(process: subprocess.Popen[bytes], listener: socket.socket) -> None:
    process.wait()
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def serving(
    home: Path, listener: socket.socket, *, password: str, more: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Prefect's server, as `prefect server start` runs it, on a socket that is handed to it; `more` are settings of it."""
    command = [sys.executable, "-m", "uvicorn", "--factory", "prefect.server.api.server:create_app"]
    command += ["--fd", str(listener.fileno()), "--log-level", "warning", "--no-access-log"]
    variables = {"PREFECT_HOME": str(home), "PREFECT_SERVER_API_AUTH_STRING": password, **_SERVER}
    variables |= more or {}
    listener.set_inheritable(True)
    with supervised(
        command, cwd=home, environment=apart(variables), log=home / "server.log"
    ) as process:
        listener.set_inheritable(False)
        yield process


def apart(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child with `variables` and none of the person's PREFECT_* settings: a private server must not open the database of another."""
    around = child_environment(variables)
    for name, value in proxies(around).items():
        if value.startswith(
            "socks"
        ):  # Prefect's client stops at one, also where it need not go there
            del around[name]
    return {
        name: value
        for name, value in around.items()
        if not name.startswith("PREFECT_")
        or name in {*NO_TELEMETRY, *variables}
        or name.startswith(_KEPT)
    }


def wait(process: subprocess.Popen[bytes], server: asked.Asked, *, log: Path) -> None:
    """Return once it answers to these credentials; raises P714 with its last words when it does not."""
    deadline = time.monotonic() + START_LIMIT_S
    while process.poll() is None and time.monotonic() < deadline:
        if asked.refusal(server, timeout_s=1) is None:
            return
        time.sleep(0.1)
    said = log.read_text("utf-8", "replace")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    raise disk.refusal(said, log.parent) or PeelError(
        "P714",
        "the project's private Prefect server did not start",
        got=lines[-1] if lines else "no word",
        allowed=f"a server that answers within {START_LIMIT_S:.0f} s",
        do=f"read {log}; or start one yourself with `prefect server start`, name it in"
        " PREFECT_API_URL, and run this again",
    )
