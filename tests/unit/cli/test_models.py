"""The three commands of the registry, one after the other."""

from __future__ import annotations

import pytest

from peel.cli.main import run
from peel.project import template
from peel.project.state import state_of
from tests.unit.registry.conftest import Project, project  # noqa: F401


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:  # noqa: F811
    monkeypatch.chdir(project.folder)
    return project


def test_empty_registry_says_what_to_type(tmp_path, monkeypatch, capfd):
    """And makes no store: a backup is brought back only where there is none."""
    template.make(tmp_path / "new")
    monkeypatch.chdir(tmp_path / "new")
    assert run(["models"]) == 0
    assert "peel promote" in capfd.readouterr().out
    assert not state_of(tmp_path / "new").store.exists()


def test_registered_model_is_listed(here, capfd):
    here.build()
    assert run(["promote"]) == 0
    assert run(["models"]) == 0
    assert "v1.0.0" in capfd.readouterr().out.splitlines()[-1]
