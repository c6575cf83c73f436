"""What the installation's Prefect server knows of the runs of a flow; nothing that it says is more than words."""

from __future__ import annotations

import contextlib
import http.client
import json
import urllib.parse
from typing import Any, NamedTuple

from peel.process import asked
from peel.project import secrets
from peel.project.state import State

_TIMEOUT_S = 5.0
_LARGEST = 2**20


class Run(NamedTuple):
    """A run of a flow: when it is or was due (UTC), and how it stands, in Prefect's words."""

    at: str
    state: str


def reach(state: State) -> asked.Asked | None:
    """The installation's server, from the secret file; None where none was ever started."""
    try:
        told = json.loads(secrets.read(state, "prefect") or "null")
        return asked.Asked(str(told["url"]), asked.basic(str(told["auth"])))
    except (ValueError, TypeError, KeyError):
        return None


def last(server: asked.Asked, flow: str) -> Run | None:
    """The run that began last; None where there is none, or no answer. One that was dropped beside another has never begun."""
    states = ["RUNNING", "COMPLETED", "FAILED", "CRASHED"]
    return _run(server, flow, states=states, sort="EXPECTED_START_TIME_DESC")


def next_(server: asked.Asked, flow: str) -> Run | None:
    """The run that is due next; None where none is, or no answer."""
    return _run(server, flow, states=["SCHEDULED"], sort="EXPECTED_START_TIME_ASC")


def _run(server: asked.Asked, flow: str, *, states: list[str], sort: str) -> Run | None:
    wanted = {
        "flows": {"name": {"any_": [flow]}},
        "flow_runs": {"state": {"type": {"any_": states}}},
        "sort": sort,
        "limit": 1,
    }
    with contextlib.suppress(
        OSError, ValueError, TypeError, LookupError, http.client.HTTPException
    ):
        found = _post(server, "/flow_runs/filter", wanted=wanted)[0]
        return Run(f"{str(found['expected_start_time'])[:16]}Z", str(found["state_name"]))
    return None


def _post(server: asked.Asked, path: str, *, wanted: dict[str, Any]) -> Any:
    parts = urllib.parse.urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
    headers = {"Content-Type": "application/json", "Authorization": server.authorization or ""}
    with contextlib.closing(connection):
        connection.request("POST", parts.path + path, json.dumps(wanted), headers)
        return json.loads(connection.getresponse().read(_LARGEST))
