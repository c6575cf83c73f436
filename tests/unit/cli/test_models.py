"""The three commands of the registry, one after the other."""

from __future__ import annotations

import pytest

from peel.cli.main import run
from tests.unit.registry.conftest import Project, project  # noqa: F401


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:  # noqa: F811
    monkeypatch.chdir(project.folder)
    return project


@pytest.mark.usefixtures("here")
def test_empty_registry_says_what_to_type(capfd):
    assert run(["models"]) == 0
    assert "peel promote" in capfd.readouterr().out


def test_registered_model_is_listed(here, capfd):
    here.build()
    assert run(["promote"]) == 0
    assert run(["models"]) == 0
    assert "v1.0.0" in capfd.readouterr().out.splitlines()[-1]
