"""The environment of every child process: no telemetry, and the same Python first on the path."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path

# Found in the tools' installed sources; with these set, a trace of the network shows no look-up at all.
NO_TELEMETRY = {
    "DO_NOT_TRACK": "1",
    "DVC_NO_ANALYTICS": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "ITERATIVE_DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}


_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def proxies(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that name a proxy, as they are written there.

    >>> proxies({"HTTPS_PROXY": "http://p:3128", "no_proxy": "localhost"})
    {'HTTPS_PROXY': 'http://p:3128'}
    """
    return {k: v for k, v in environment.items() if k.lower() in _PROXIES and v}


def child_environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with telemetry off, no proxy for this machine itself, its Python first on the path, and `more`."""
    environment = {**os.environ, **NO_TELEMETRY, **(more or {})}
    environment |= _loopback_without_proxy(environment)
    environment.pop("PYTHONSAFEPATH", None)  # `python -m tasks.NAME` needs the project on its path
    here = str(Path(sys.executable).parent)  # dvc.yaml says `python`, and means this one
    environment["PATH"] = here + os.pathsep + environment.get("PATH", os.defpath)
    # DVC runs a stage through the person's own shell, which may be fish, or read a profile.
    environment["SHELL"] = "/bin/sh"
    environment["PYTHONUTF8"] = "1"  # names of files and classes are read and told as UTF-8
    environment.pop("PYTHONIOENCODING", None)
    environment.setdefault("LOGNAME", user())
    return environment


def user() -> str:
    """The name of the user, which DVC asks for and the log of decisions keeps; in a container it may have a number only."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"


def _loopback_without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """Where a proxy is set, what is added so that calls to this very machine do not go to it."""
    if not proxies(environment):
        return {}
    told = [environment.get(name, "") for name in ("no_proxy", "NO_PROXY")]
    hosts = [host.strip() for host in ",".join(told).split(",") if host.strip()]
    exempt = ",".join(dict.fromkeys([*hosts, *_LOOPBACK]))
    return {"no_proxy": exempt, "NO_PROXY": exempt}
