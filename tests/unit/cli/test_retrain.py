"""`peel retrain` says plainly why there is nothing to do."""

from __future__ import annotations

import pytest

from peel.cli.main import run
from tests.unit.registry.conftest import Project, project  # noqa: F401


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:  # noqa: F811
    monkeypatch.chdir(project.folder)
    return project


@pytest.mark.usefixtures("here")
def test_without_champion_nothing_is_retrained(capfd):
    assert run(["retrain"]) == 3
    assert "no retraining: no model was promoted yet" in capfd.readouterr().out


def test_missing_labels_are_told(here, capfd):
    here.build()
    assert run(["promote"]) == 0
    assert run(["retrain"]) == 3
    assert "no retraining: no model has answered yet" in capfd.readouterr().out
