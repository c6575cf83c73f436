import os
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.process import server


def test_named_server_that_answers_is_taken(
    running: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"{running}/api")
    with server.prefect_api(tmp_path) as url:
        assert url == f"{running}/api"
        assert server.client_environment(tmp_path, url) == {"PREFECT_API_URL": url}
    assert list(tmp_path.iterdir()) == []


def test_server_on_the_default_address_is_taken(
    running: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr(server, "DEFAULT_URL", f"{running}/api")
    assert server.running_url() == f"{running}/api"


def test_proxy_is_not_asked_for_it(running: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", f"{running}/api")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert server.running_url() == f"{running}/api"


@pytest.mark.parametrize("place", ["/other", None])
def test_named_server_that_is_none_is_told(
    place: str | None,
    running: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    url = "http://127.0.0.1:9/api" if place is None else running + place
    monkeypatch.setenv("PREFECT_API_URL", url)
    assert server.running_url() is None
    assert f"no Prefect server answers at PREFECT_API_URL={url}" in capfd.readouterr().err


@pytest.mark.parametrize("url", ["", "postgresql://x", "http://", "http://127.0.0.1:nine/api"])
def test_address_that_is_none_is_no_server(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "DEFAULT_URL", "http://127.0.0.1:9/api")
    monkeypatch.setenv("PREFECT_API_URL", url)
    assert server.running_url() is None


@pytest.mark.slow
def test_private_server_lives_for_the_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "DEFAULT_URL", "http://127.0.0.1:9/api")
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////nowhere/x.db")
    with server.prefect_api(tmp_path) as url:
        home = tmp_path / ".peel" / "prefect"
        assert url.startswith("http://127.0.0.1:")
        assert server.client_environment(tmp_path, url)["PREFECT_HOME"] == str(home)
        assert (home / "prefect.db").exists()
        monkeypatch.setenv("PREFECT_API_URL", url)
        assert server.running_url() == url
    assert server.running_url() is None


@pytest.mark.slow
def test_private_server_that_fails_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "DEFAULT_URL", "http://127.0.0.1:9/api")
    home = tmp_path / ".peel" / "prefect"
    (home / "prefect.db").mkdir(parents=True)
    with (
        pytest.raises(PeelError, match=r"^P714 the project's private Prefect server did not start"),
        server.prefect_api(tmp_path),
    ):
        pass
    assert os.listdir(home / "prefect.db") == []
