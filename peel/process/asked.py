"""The Prefect server that a person asked for, by the environment or the active profile; no other one is ever taken."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import re
import tomllib
import urllib.parse
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

_SCHEMES: dict[str, type[http.client.HTTPConnection]] = {
    "http": http.client.HTTPConnection,
    "https": http.client.HTTPSConnection,
}


class Asked(NamedTuple):
    """An address, and how one signs in there (the header Authorization, or nothing)."""

    url: str
    authorization: str | None = None

    @property
    def shown(self) -> str:
        """The address without what may stand in it as a password."""
        parts = urllib.parse.urlsplit(self.url)
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def server() -> Asked | None:
    """The server of PREFECT_API_URL, in the environment or else in the active profile; it need not be there."""
    settings = {**_profile(), **{k: v for k, v in os.environ.items() if v}}
    url = settings.get("PREFECT_API_URL")
    return Asked(str(url), _authorization(settings)) if url else None


def refusal(asked: Asked, *, timeout_s: float = 5) -> str | None:
    """Why that is no server to talk to, or None when a Prefect of our major version answers to our credentials.

    `/health` proves nothing: it answers true to everybody, and so does much that is no Prefect. No
    proxy is asked. A closed port refuses in 2 ms.
    """
    try:
        status, said = _get(asked, "/admin/version", timeout_s=timeout_s)
    except (OSError, ValueError, http.client.HTTPException) as error:  # ValueError: an odd port
        return f"no answer ({error or type(error).__name__})"
    if status in (401, 403):
        return "it does not take our credentials"
    found = re.match(r"(\d+)\.\d+", said) if status == 200 else None
    if found is None:
        return "what answers there is no Prefect"
    ours = version("prefect")
    if found[1] != ours.partition(".")[0]:
        return f"it is Prefect {said[:20]}, and this one is {ours}"
    return None


def basic(auth_string: str) -> str:
    """The header for an auth string `user:password`.

    >>> basic("peel:x")
    'Basic cGVlbDp4'
    """
    return f"Basic {base64.b64encode(auth_string.encode()).decode()}"


def _get(asked: Asked, path: str, *, timeout_s: float) -> tuple[int, str]:
    parts = urllib.parse.urlsplit(asked.url)
    connect = _SCHEMES.get(parts.scheme)
    if connect is None or not parts.hostname:
        return 0, ""
    headers = {"Authorization": asked.authorization} if asked.authorization else {}
    connection = connect(parts.hostname, parts.port, timeout=timeout_s)
    with contextlib.closing(connection):
        connection.request("GET", parts.path.rstrip("/") + path, headers=headers)
        response = connection.getresponse()
        said = response.read(1000).decode("utf-8", "replace")
    with contextlib.suppress(ValueError):
        return response.status, str(json.loads(said))
    return response.status, ""


def _authorization(settings: Mapping[str, object]) -> str | None:
    """As Prefect's own client does it: the auth string wins over the key."""
    if settings.get("PREFECT_API_AUTH_STRING"):
        return basic(str(settings["PREFECT_API_AUTH_STRING"]))
    key = settings.get("PREFECT_API_KEY")
    return f"Bearer {key}" if key else None


def _profile() -> dict[str, object]:
    """The settings of the active profile; Prefect itself is not imported (it costs 2 s)."""
    home = Path(os.environ.get("PREFECT_HOME") or "~/.prefect")
    path = Path(os.environ.get("PREFECT_PROFILES_PATH") or home / "profiles.toml")
    try:
        told = tomllib.loads(path.expanduser().read_text("utf-8"))
        name = os.environ.get("PREFECT_PROFILE") or told["active"]
        return dict(told["profiles"][name])
    except (OSError, RuntimeError, ValueError, KeyError, TypeError):
        return {}  # no profile is active, or none that Prefect itself could read
