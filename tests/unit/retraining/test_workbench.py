"""The clone: where it lies, what it commits, what it takes over of the machine's own settings."""

import subprocess
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.process import git
from peel.project.state import state_of
from peel.retraining import workbench
from peel.retraining.workbench import Bench

WHO = ("-c", "user.name=a", "-c", "user.email=a@b")


def repository(folder):
    """A git repository with one commit."""
    folder.mkdir(parents=True)
    (folder / "params.yaml").write_text("gate: {}\n")
    for words in (("init", "-q"), ("add", "-A"), (*WHO, "commit", "-qm", "first")):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def test_bench_has_the_project_s_folder(tmp_path):
    root = repository(tmp_path / "all")
    project = root / "pets"
    project.mkdir()
    bench = workbench.bench_of(project)
    assert bench.clone == state_of(project).workbench
    assert bench.project == bench.clone / "pets"


def test_project_without_git_is_refused(tmp_path):
    with pytest.raises(PeelError, match=r"^P892 "):
        workbench.bench_of(tmp_path)


def test_changed_parameters_are_another_file(tmp_path):
    folder = repository(tmp_path / "pets")
    assert not workbench.has_other(folder, "HEAD", file=Path("params.yaml"))
    (folder / "params.yaml").write_text("gate: {threshold: 0.5}\n")
    assert workbench.has_other(folder, "HEAD", file=Path("params.yaml"))


def test_same_change_is_one_commit(tmp_path):
    folder = repository(tmp_path / "clone")
    bench = Bench(folder, folder)
    (folder / "new.txt").write_text("new")
    first = workbench.commit(bench, "Retrain", trailers={"Peel-Run": "r1"})
    assert workbench.commit(bench, "Retrain", trailers={"Peel-Run": "r1"}) == first
    said = git.do(folder, "log", "-1", "--format=%an <%ae>|%(trailers:key=Peel-Run,valueonly)")
    assert said.strip() == "peel <peel@localhost>|r1"


def test_killed_git_leaves_no_lock(tmp_path):
    folder = repository(tmp_path / "clone")
    locks = [folder / ".git" / name for name in ("index.lock", "HEAD.lock", "refs/heads/main.lock")]
    for lock in locks:
        lock.touch()
    (folder / "new.txt").write_text("new")
    workbench.commit(Bench(folder, folder), "Retrain", trailers={})
    assert not any(lock.exists() for lock in locks)


def test_hooks_of_a_person_do_not_run(tmp_path):
    folder = repository(tmp_path / "clone")
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    (folder / "new.txt").write_text("new")
    assert workbench.commit(Bench(folder, folder), "Retrain", trailers={})


def test_branch_that_became_a_folder_is_fetched(tmp_path):
    """`live` was removed, and `live/x` made."""
    project = repository(tmp_path / "pets")
    git.do(project, "branch", "live")
    clone = state_of(project).workbench
    git.do(project, "clone", "-q", "--no-checkout", str(project), str(clone))
    git.do(project, "branch", "-D", "live")
    git.do(project, "branch", "live/x")
    workbench.fetch(workbench.bench_of(project))
    assert "origin/live/x" in git.do(clone, "branch", "-r")
