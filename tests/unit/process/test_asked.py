from pathlib import Path

import pytest

from peel.process import asked


def test_nobody_asked_is_none() -> None:
    assert asked.server() is None


def test_environment_asks_for_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://a/api")
    monkeypatch.setenv("PREFECT_API_KEY", "key")
    assert asked.server() == asked.Asked("http://a/api", "Bearer key")
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "peel:x")
    assert asked.server() == asked.Asked("http://a/api", "Basic cGVlbDp4")


PROFILES = """
active = "here"
[profiles.here]
PREFECT_API_URL = "http://here/api"
PREFECT_API_AUTH_STRING = "peel:x"
[profiles.there]
PREFECT_API_URL = "http://there/api"
"""


def test_active_profile_asks_for_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "profiles.toml").write_text(PROFILES)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    assert asked.server() == asked.Asked("http://here/api", "Basic cGVlbDp4")
    monkeypatch.setenv("PREFECT_PROFILE", "there")
    assert asked.server() == asked.Asked("http://there/api")
    monkeypatch.setenv("PREFECT_API_URL", "http://a/api")
    assert asked.server() == asked.Asked("http://a/api")


@pytest.mark.parametrize("text", ["", "active = 'x'", "[profiles", "active = 'x'\nprofiles = 1"])
def test_broken_profiles_ask_for_none(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "profiles.toml").write_text(text)
    monkeypatch.setenv("PREFECT_PROFILES_PATH", str(tmp_path / "profiles.toml"))
    assert asked.server() is None


def test_password_in_the_address_is_not_shown() -> None:
    assert asked.Asked("https://me:secret@host:42/api").shown == "https://host:42/api"


def test_prefect_of_our_version_is_taken(running: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert asked.refusal(asked.Asked(f"{running}/api")) is None


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("old", "it is Prefect 2.20.1, and this one is 3."),
        ("locked", "it does not take our credentials"),
        ("page", "what answers there is no Prefect"),
        ("healthy", "what answers there is no Prefect"),
    ],
)
def test_other_servers_are_refused(place: str, words: str, running: str) -> None:
    assert (asked.refusal(asked.Asked(f"{running}/{place}")) or "").startswith(words)


def test_credentials_open_a_locked_server(running: str) -> None:
    assert asked.refusal(asked.Asked(f"{running}/locked", asked.basic("peel:x"))) is None


@pytest.mark.parametrize(
    "url", ["postgresql://x", "http://", "http://127.0.0.1:nine/api", "http://127.0.0.1:9/api"]
)
def test_address_without_a_server_is_refused(url: str) -> None:
    assert asked.refusal(asked.Asked(url))
