import webbrowser
from pathlib import Path

import pytest

from peel.cli.main import run


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The report of a project, in which we are, on a machine without a screen."""
    for name in ("dvc.yaml", "params.yaml", "flows/build.py", "data/report/report.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    monkeypatch.chdir(tmp_path)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    return (tmp_path / "data/report/report.html").resolve()


def test_missing_screen_is_told(page: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["report", "--open"]) == 0
    out, err = capfd.readouterr()
    assert out == f"{page}\n"
    assert err.startswith("nothing opened: ")


def test_browser_that_fails_is_told(
    page: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    asked: list[str] = []
    monkeypatch.setattr(webbrowser, "open", asked.append)
    assert run(["report", "--open"]) == 0
    assert asked == [page.as_uri()]
    assert "nothing opened" in capfd.readouterr().err


def test_browser_that_opens_says_nothing(
    page: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(webbrowser, "open", lambda _: True)
    run(["report", "--open"])
    assert capfd.readouterr() == (f"{page}\n", "")
