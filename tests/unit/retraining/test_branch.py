"""The branch that is retrained stays the same, whatever is checked out."""

import subprocess

import pytest

from peel.errors import PeelError
from peel.feedback.store import open_store
from peel.params.sections import Retrain
from peel.process import git
from peel.project.state import state_of
from peel.retraining import branch
from tests.unit.retraining.test_workbench import repository


@pytest.fixture
def project(tmp_path):
    folder = repository(tmp_path / "p")
    subprocess.run(["git", "branch", "-M", "main"], cwd=folder, check=True)
    return folder


@pytest.fixture
def store(project):
    found = open_store(state_of(project))
    yield found
    found.engine.dispose()


def test_first_branch_stays_the_one(project, store):
    assert branch.named(store, project, settings=Retrain()) == "main"
    git.do(project, "checkout", "--quiet", "-b", "try")
    assert branch.named(store, project, settings=Retrain()) == "main"
    assert branch.words(project, "main") == (
        "main, as it is committed; try, which is checked out here, plays no part"
    )


def test_named_branch_is_kept(project, store):
    assert branch.named(store, project, settings=Retrain(branch="live")) == "live"
    assert branch.named(store, project, settings=Retrain()) == branch.kept(store) == "live"


def test_no_branch_is_refused(project, store):
    git.do(project, "checkout", "--quiet", "--detach")
    assert branch.remember(store, project, settings=Retrain()) == ""
    with pytest.raises(PeelError, match=r"^P896 .*set retrain\.branch"):
        branch.named(store, project, settings=Retrain())


def test_tip_is_that_of_the_branch(project):
    first = branch.tip(project, "main")
    git.do(project, "checkout", "--quiet", "-b", "try")
    git.do(project, "commit", "--quiet", "--allow-empty", "-m", "second")
    assert branch.tip(project, "main") == first != branch.tip(project, "try")


def test_branch_that_is_gone_is_refused(project):
    with pytest.raises(PeelError, match=r"^P897 .*got live; .*retrain.branch"):
        branch.tip(project, "live")


def test_folder_without_git_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"^P891 "):
        branch.tip(tmp_path, "main")
