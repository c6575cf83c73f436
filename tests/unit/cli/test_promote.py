"""`peel promote` makes the first champion, and says what is missing."""

from __future__ import annotations

import pytest

from peel.cli.main import run
from peel.feedback.store import open_store
from peel.project.state import state_of
from peel.retraining import branch
from tests.unit.registry.conftest import Project, project  # noqa: F401


@pytest.fixture
def here(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:  # noqa: F811
    monkeypatch.chdir(project.folder)
    return project


def test_first_model_takes_over(here, capfd):
    here.build()
    assert run(["promote"]) == 0
    assert capfd.readouterr().out.startswith("v1.0.0 is the champion: ")


def test_first_promotion_names_the_branch(here):
    """From then on that one is retrained."""
    here.build()
    assert run(["promote"]) == 0
    assert branch.kept(open_store(state_of(here.folder))) == "main"


@pytest.mark.usefixtures("here")
def test_nothing_built_is_refused(capfd):
    assert run(["promote"]) == 2
    assert "P722" in capfd.readouterr().err


def test_missing_commit_is_told(here, capfd):
    here.build(commit=False)
    assert run(["promote"]) == 0
    assert "no tag in git yet; this makes it: git add" in capfd.readouterr().out


def test_model_that_failed_needs_a_reason(here, capfd):
    here.build(verdict="fail")
    assert run(["promote"]) == 2
    assert "P874" in capfd.readouterr().err
    assert run(["promote", "--override", "a test"]) == 3
    assert run(["promote", "--version", "v1.0.0", "--override", "a test"]) == 0
