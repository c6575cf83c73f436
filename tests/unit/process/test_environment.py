import os
import pwd
import sys
from pathlib import Path

import pytest

from peel.process.environment import NO_TELEMETRY, child_environment


def test_telemetry_is_off_whatever_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NO_TELEMETRY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "true")
    assert NO_TELEMETRY.items() <= child_environment().items()


def test_python_of_this_process_comes_first() -> None:
    first = child_environment()["PATH"].split(os.pathsep)[0]
    assert first == str(Path(sys.executable).parent)


def test_own_values_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEEL_EVENTS", "old")
    environment = child_environment({"PEEL_EVENTS": "new"})
    assert environment["PEEL_EVENTS"] == "new"
    assert os.environ["PEEL_EVENTS"] == "old"


def test_project_stays_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    environment = child_environment()
    assert "PYTHONSAFEPATH" not in environment
    assert environment["SHELL"] == "/bin/sh"


def test_user_without_name_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", dict[int, str]().__getitem__)
    assert child_environment()["LOGNAME"] == f"uid-{os.getuid()}"
    monkeypatch.setenv("LOGNAME", "me")
    assert child_environment()["LOGNAME"] == "me"


def test_children_read_names_as_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("PYTHONUTF8", "0")
    environment = child_environment()
    assert (environment["PYTHONUTF8"], "PYTHONIOENCODING" in environment) == ("1", False)


def test_loopback_never_goes_to_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", "intranet, localhost")
    environment = child_environment()
    assert environment["NO_PROXY"] == environment["no_proxy"] == "intranet,localhost,127.0.0.1,::1"
    assert environment["ALL_PROXY"] == "http://proxy:3128"


def test_without_a_proxy_nothing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    assert "NO_PROXY" not in child_environment()
