"""A dip as an event for the installation's Prefect server, so that a retraining need not wait for its next look."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

from peel.clock import iso
from peel.process import asked
from peel.project import secrets
from peel.project.state import State
from peel.types.watch import Change

EVENT = "peel.score.dip"
FILE = "prefect"  # the secret file: {"url": ..., "auth": "user:password"}
_TIMEOUT_S = 5.0


def tell(state: State, changes: Sequence[Change], *, model: str) -> int:
    """Tell the installation's server of what turned red, if it has one; returns how many events it took.

    Nothing is lost where it takes none, for the watch flow looks for incidents that nobody has taken up.
    """
    red = [change for change in changes if change.now.colour == "red"]
    try:
        told = json.loads(secrets.read(state, FILE) or "{}")
        url, auth = str(told["url"]), str(told["auth"])
    except (ValueError, TypeError, KeyError):
        return 0
    return sum(emit(url, auth, change=change, model=model) for change in red)


def emit(url: str, auth: str, *, change: Change, model: str) -> bool:
    """Whether the server at `url` (ending in /api) took the event.

    Who is woken by it believes nothing of what it says: the score is read again from the store.
    """
    event = {
        "id": str(uuid.uuid4()),
        "occurred": iso(time.time()),  # by the server's own clock, which no drill moves
        "event": EVENT,
        "resource": {"prefect.resource.id": f"peel.model.{model}"},
        "payload": {"incident": change.incident, "name": change.now.name},
    }
    headers = {"Content-Type": "application/json", "Authorization": asked.basic(auth)}
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    with contextlib.suppress(OSError, ValueError, http.client.HTTPException):
        connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT_S)
        with contextlib.closing(connection):
            connection.request("POST", f"{parts.path}/events", json.dumps([event]), headers)
            return 200 <= connection.getresponse().status < 300
    return False
