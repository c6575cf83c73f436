import contextlib
import os
import signal
import socket
import time
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.process import asked, server


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_asked_server_that_answers_is_taken(
    running: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"{running}/api")
    monkeypatch.setenv("PREFECT_API_KEY", "of the person")
    with server.prefect_api(tmp_path) as api:
        assert api.url == f"{running}/api"
        environment = api.environment({"PEEL_EVENTS": "file"})
    assert environment["PREFECT_API_URL"] == f"{running}/api"
    assert environment["PREFECT_API_KEY"] == "of the person"
    assert environment["PEEL_EVENTS"] == "file"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_private_server_lives_for_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """In place of one that was asked for and is not there; with none of the person's settings."""
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setenv("PREFECT_API_KEY", "of the person")
    monkeypatch.setenv("ALL_PROXY", "socks5://127.0.0.1:9")
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////nowhere/x.db")
    with server.prefect_api(tmp_path) as api:
        home = tmp_path / ".peel" / "prefect"
        assert api.url.startswith("http://127.0.0.1:")
        environment = api.environment({})
        assert environment["PREFECT_HOME"] == str(home)
        assert not {"PREFECT_API_KEY", "ALL_PROXY"} & {*environment}
        assert (home / "prefect.db").exists()
        signed = asked.Asked(api.url, asked.basic(environment["PREFECT_API_AUTH_STRING"]))
        assert asked.refusal(signed) is None
        assert asked.refusal(asked.Asked(api.url)) == "it does not take our credentials"
    assert asked.refusal(signed)
    assert "PREFECT_API_URL=http://127.0.0.1:9/api is not used: no answer" in capfd.readouterr().err


def _kill_server(home: Path) -> None:
    """And its supervisor, as somebody would who finds both in the list of processes."""
    mark = f"PREFECT_HOME={home}".encode()
    for folder in (path for path in Path("/proc").iterdir() if path.name.isdigit()):
        with contextlib.suppress(OSError):
            is_server = b"uvicorn" in (folder / "cmdline").read_bytes()
            if is_server and mark in (folder / "environ").read_bytes().split(b"\0"):
                os.kill(int(folder.name), signal.SIGKILL)


def _refused(port: int, limit_s: float = 10) -> bool:
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return True
        time.sleep(0.05)
    return False


def _taken(address: str, port: int) -> bool:
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        try:
            stranger.bind((address, port))
            stranger.listen()
        except OSError:
            return False
    return True


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="it finds the server in /proc")
def test_port_of_a_dead_server_stays_ours(tmp_path: Path) -> None:
    """Nobody can take it over and be told the password, or answer in its place."""
    with server.prefect_api(tmp_path) as api:
        port = int(api.url.split(":")[2].partition("/")[0])
        _kill_server(tmp_path / ".peel" / "prefect")
        assert _refused(port)
        assert [address for address in ("127.0.0.1", "") if _taken(address, port)] == []


@pytest.mark.slow
def test_private_server_that_fails_is_refused(tmp_path: Path) -> None:
    home = tmp_path / ".peel" / "prefect"
    (home / "prefect.db").mkdir(parents=True)
    with (
        pytest.raises(PeelError, match=r"^P714 the project's private Prefect server did not start"),
        server.prefect_api(tmp_path),
    ):
        pass
    assert os.listdir(home / "prefect.db") == []
