from __future__ import annotations

from pathlib import Path

import pytest

from peel.cli.main import run
from peel.project import served, template
from peel.project.state import state_of


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    template.make(tmp_path / "p")
    monkeypatch.chdir(tmp_path / "p")
    return tmp_path / "p"


@pytest.mark.usefixtures("project")
def test_project_without_a_build_is_refused(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["up"]) == 2
    assert "P722 nothing has been built here yet" in capfd.readouterr().err


@pytest.mark.parametrize("command", ["up", "down", "status"])
def test_folder_without_project_is_refused(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([command]) == 2
    assert "P721 no project in this folder" in capfd.readouterr().err


@pytest.mark.usefixtures("project")
def test_nothing_to_stop_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["down"]) == 0
    assert capfd.readouterr().out == "Nothing runs here.\n"


def test_server_started_by_hand_is_left_alone(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    state_of(project).folder.mkdir(parents=True)
    with served.noted(state_of(project), 9000):
        assert run(["down"]) == 0
    first, second = capfd.readouterr().out.splitlines()
    assert first == "Nothing that peel up started runs here."
    assert second.startswith("Left alone: a model server that was started with peel serve")


@pytest.mark.usefixtures("project")
def test_status_is_told_in_columns(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["status"]) == 0
    lines = capfd.readouterr().out.splitlines()
    assert lines[1:] == [
        "model     none: peel build",
        "champion  none yet, so nothing is retrained: peel promote makes the last build the first one",
        "state     nothing was served yet",
        "runs      nothing: peel up starts it",
    ]
