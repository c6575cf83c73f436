"""The registry in git and DVC: a promoted build can be got by DVC's own command, whatever was built since."""

from __future__ import annotations

import subprocess

import pytest
from ruamel.yaml import YAML

from peel.bundle.load import load
from peel.images.digest import of_file
from peel.process.environment import child_environment
from peel.project import template
from peel.registry import git as tags
from peel.registry.promote import offer, promote, rollback
from peel.registry.registry import Origin, open_registry
from tests.e2e.small import BIN
from tests.unit.bundle.conftest import Maker
from tests.unit.registry.conftest import Project, git, yes

pytestmark = pytest.mark.e2e
YAML_ = YAML(typ="safe", pure=True)


def _dvc(folder, *words):
    command = [BIN / "dvc", *words]
    environment = child_environment()
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with a git, whose only stage takes a bundle that was made before."""
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    folder = tmp_path / "pets"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    template.make(folder)
    (tmp_path / "made").mkdir()
    told = YAML_.load(folder / "dvc.yaml")
    stage = {
        "cmd": "mkdir -p data && cp -r ../taken data/export",
        "deps": ["../taken"],
        "outs": ["data/export"],
    }
    with (folder / "dvc.yaml").open("w") as file:
        YAML_.dump({"stages": {"export": stage}, "artifacts": told["artifacts"]}, file)
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "project")
    return folder


def _build(folder, doc):
    """A build of another model, committed and offered; its digest."""
    maker = Project(folder.parent, Maker(folder.parent))
    made = maker.build(doc, commit=False)
    made.rename(folder.parent / "new")
    taken = folder.parent / "taken"
    subprocess.run(["rm", "-rf", taken], check=True)
    (folder.parent / "new").rename(taken)
    _dvc(folder, "repro", "-q")
    git(folder, "add", "dvc.lock")
    git(folder, "commit", "-qm", doc)
    origin = Origin(commit=tags.holds(folder))
    assert origin.commit
    return offer(open_registry(folder), folder / "data/export", origin=origin, now=1.0)


def _champion(folder, name):
    """The digest of the bundle that DVC gets by the stage `champion`."""
    _dvc(folder, "artifacts", "get", ".", "peel", "--stage", "champion", "-o", f"../{name}")
    load(folder.parent / name)
    return of_file(folder.parent / name / "bundle.json")


def test_champion_is_got_by_dvc(project):
    registry = open_registry(project)
    first = _build(project, "first")
    promote(registry, first, decision=yes())
    second = _build(project, "second")
    assert _champion(project, "a") == first
    promote(registry, second, decision=yes(override="t"))
    assert _champion(project, "b") == second
    rollback(registry, decision=yes())
    assert _champion(project, "c") == first
    assert git(project, "status", "--porcelain") == ""
