"""`peel rollback` in a second, by default to the champion before."""

from __future__ import annotations

import pytest

from peel.bundle import pointer
from peel.cli.main import run
from peel.project.state import state_of
from tests.unit.registry.conftest import Project, project  # noqa: F401


@pytest.fixture
def two(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:  # noqa: F811
    """Two models were promoted."""
    monkeypatch.chdir(project.folder)
    project.build()
    assert run(["promote"]) == 0
    project.build("b")
    assert run(["promote", "--version", "v1.1.0", "--override", "a test"]) == 0
    return project


@pytest.mark.usefixtures("two")
def test_former_champion_comes_back(capfd):
    assert run(["rollback"]) == 0
    said = capfd.readouterr().out.splitlines()[-1]
    assert said.startswith("v1.0.0 is the champion again")
    assert said.endswith("before it was v1.1.0")


@pytest.mark.usefixtures("two")
def test_standing_champion_is_told_as_such(capfd):
    assert run(["rollback", "v1.1.0"]) == 0
    said = capfd.readouterr().out.splitlines()[-1]
    assert said.startswith("v1.1.0 is the champion already")
    assert said.endswith("nothing was changed")


def test_finished_change_is_no_way_back(two, capfd):
    state = state_of(two.folder)
    pointer.write(state, pointer.read(state))
    assert run(["rollback"]) == 0
    said = capfd.readouterr().out.splitlines()
    assert "a change to it had been cut short, and is finished now" in said[-2]
    assert said[-1] == "To put v1.0.0 back: peel rollback"
    assert run(["rollback"]) == 0
    assert capfd.readouterr().out.startswith("v1.0.0 is the champion again")


@pytest.mark.usefixtures("two")
def test_reason_comes_back_with_its_model(capfd):
    for version in ("v1.0.0", "v1.1.0"):
        assert run(["rollback", version]) == 0
        capfd.readouterr()
        assert run(["models"]) == 0
        is_told = "is the champion against the gate: a test" in capfd.readouterr().out
        assert is_told is (version == "v1.1.0")
    assert run(["audit", "list"]) == 0
    assert capfd.readouterr().out.count(" override ") == 1


@pytest.mark.usefixtures("two")
def test_version_that_is_none_is_refused(capfd):
    assert run(["rollback", "v7.0.0"]) == 2
    assert "P873" in capfd.readouterr().err


def test_first_champion_has_none_before(project, monkeypatch, capfd):  # noqa: F811
    monkeypatch.chdir(project.folder)
    assert run(["rollback"]) == 2
    assert (
        "P879 there is no champion before this one: got no champion yet" in capfd.readouterr().err
    )
    project.build()
    assert run(["promote"]) == 0
    assert run(["rollback"]) == 2
    assert "got v1.0.0, which is the first;" in capfd.readouterr().err
