"""The processes of an installation: Prefect's server, the flows that are served there, the model server."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets as random
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.installation.service import Service
from peel.params.sections import Serve
from peel.process import asked, database, server
from peel.process.supervisor import supervised
from peel.project import secrets
from peel.project.state import State

PREFECT, FLOWS, SERVE = "prefect", "flows", "serve"
_PATIENCE_S = 2.0
NAMES = (PREFECT, FLOWS, SERVE)
# Written by the process that serves the flows once Prefect knows them all: a line for each, with when it runs.
SERVED = "flows.served"
# How often the flows' process asks for runs that are due, in seconds; Prefect's own 10 would make a dip wait.
_POLL = {"PREFECT_RUNNER_POLL_FREQUENCY": "2"}
# A look every five minutes is 100,000 runs a year, and Prefect itself forgets none.
_FORGET = {
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(30 * 86400),
}
# Files of what an installation keeps are for its owner alone.
UMASK = 0o077


class Place(NamedTuple):
    """Where an installation lives, where its model server listens, and the command that is it."""

    project: Path
    state: State
    serve: Serve
    command: tuple[str, ...] = (sys.executable, "-m", "peel.cli.main", "serve")


@contextlib.contextmanager
def services(place: Place) -> Iterator[tuple[Service, ...]]:
    """The services, in the order of their start. The Prefect server's listener is ours for the time of the block.

    Its address and a new password stand in the secret file `prefect`; nothing secret is in any command line.
    """
    password = f"peel:{random.token_urlsafe(32)}"
    with contextlib.closing(server.bound()) as listener:
        api = server.reached(place.state.prefect, password, port=listener.getsockname()[1])
        told = json.dumps({"url": api.url, "auth": password})
        secrets.write(place.state, PREFECT, text=told)
        yield (
            _prefect(place.state, listener, api=api, password=password),
            _flows(place, api),
            _serve(place),
        )


def _prefect(state: State, listener: socket.socket, *, api: server.Api, password: str) -> Service:
    home = state.prefect
    signed = asked.Asked(api.url, asked.basic(password))

    @contextlib.contextmanager
    def start() -> Iterator[subprocess.Popen[bytes]]:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        database.lay(home)
        with server.serving(home, listener, password=password, more=_FORGET) as process:
            yield process

    def is_ready() -> bool:
        return asked.refusal(signed, timeout_s=1) is None

    return Service(PREFECT, start, is_ready, home / "server.log")


def _flows(place: Place, api: server.Api) -> Service:
    """Ready when it says so: a file that `flows.deploy` writes once its deployments stand."""
    note = place.state.folder / SERVED
    variables = {**{name: api.variables[name] for name in _REACH}, **_POLL}
    log = place.state.logs / "flows.log"

    @contextlib.contextmanager
    def start() -> Iterator[subprocess.Popen[bytes]]:
        note.unlink(missing_ok=True)
        command = [sys.executable, "-m", "flows.deploy"]
        with _run(place, command, variables=variables, log=log) as process:
            yield process

    return Service(FLOWS, start, note.exists, log)


_REACH = ("PREFECT_API_URL", "PREFECT_API_AUTH_STRING", "PREFECT_HOME")


def _serve(place: Place) -> Service:
    log = place.state.logs / "serve.log"

    @contextlib.contextmanager
    def start() -> Iterator[subprocess.Popen[bytes]]:
        refuse_taken(place.serve)
        with _run(place, place.command, variables={}, log=log) as process:
            yield process

    return Service(SERVE, start, lambda: _answers(place.serve), log)


def _run(
    place: Place, command: Sequence[str], *, variables: Mapping[str, str], log: Path
) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    environment = server.apart({"PYTHONUNBUFFERED": "1", **variables})
    return supervised(command, cwd=place.project, environment=environment, log=log)


def url_of(serve: Serve) -> str:
    """Where this machine itself reaches the model server.

    >>> url_of(Serve())
    'http://127.0.0.1:8000'
    """
    host = _near(serve.host)
    scheme = "http" if serve.certfile is None else "https"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{serve.port}"


def _near(host: str) -> str:
    """Where this machine itself reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}.get(host, host)


def _answers(serve: Serve) -> bool:
    """Whether somebody speaks HTTP there: the model server does once its model is loaded."""
    try:
        with contextlib.closing(_connection(serve)) as connection:
            connection.request("GET", "/livez")
            return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False


def _connection(serve: Serve) -> http.client.HTTPConnection:
    """To our own port; its certificate is for other names than the one by which this machine reaches itself."""
    host, port = _near(serve.host), serve.port
    if serve.certfile is None:
        return http.client.HTTPConnection(host, port, timeout=_PATIENCE_S)
    unchecked = ssl.create_default_context()
    unchecked.check_hostname, unchecked.verify_mode = False, ssl.CERT_NONE
    return http.client.HTTPSConnection(host, port, timeout=_PATIENCE_S, context=unchecked)


def refuse_taken(serve: Serve, *, patience_s: float = 0) -> None:
    """What listens there before our server runs is somebody else's; and a port that changes is none to keep.

    Raises P915, for what listens still after `patience_s`.
    """
    deadline = time.monotonic() + patience_s
    while is_taken(serve) and time.monotonic() < deadline:
        time.sleep(0.2)
    if serve.port and not is_taken(serve):
        return
    where = f"{_near(serve.host)}:{serve.port}, where another program listens"
    raise PeelError(
        "P915",
        "the port of the model server is taken",
        got=where if serve.port else "port 0, which is another one at each start",
        allowed="a port that is free and stays the same",
        do=f"end that program (ss -ltnp 'sport = :{serve.port}' names it), or set serve.port in params.yaml",
    )


def is_taken(serve: Serve) -> bool:
    """Whether a program listens where the model server should."""
    if not serve.port:
        return False
    try:
        socket.create_connection((_near(serve.host), serve.port), _PATIENCE_S).close()
    except OSError:
        return False
    return True


def own_umask() -> None:
    """From now on what this process and its children make is for its owner alone."""
    os.umask(UMASK)
