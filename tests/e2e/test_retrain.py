"""A retraining in its clone, from labels that came back to a branch and a challenger; nothing of the person's is touched."""

import subprocess

import pytest

from peel.process.environment import child_environment
from peel.registry.registry import candidates
from peel.retraining import pipeline, runs
from peel.retraining.place import Tools, place_of
from peel.retraining.run import retrain
from peel.types.retraining import Run
from tests.e2e.small import BIN, WHO, peel, picture, repro, run, set_param
from tests.e2e.used import AT, opened, use

pytestmark = pytest.mark.e2e
KINDS = "abc"


def install(project):
    """Put a built project into git, give it a remote, and make its first champion."""
    run("git", "init", "-q", "-b", "main", cwd=project)
    run("dvc", "remote", "add", "-q", "-d", "store", "../store", cwd=project)
    run("git", "add", "-A", cwd=project)
    run("git", *WHO, "commit", "-qm", "built", cwd=project)
    run("dvc", "push", "-q", cwd=project)
    told = peel("promote", cwd=project)
    assert told.returncode == 0, told.stdout + told.stderr


@pytest.fixture
def installed(project):
    set_param(project, "gate.threshold", 0.4)
    repro(project)
    install(project)
    return project


def tools(said):
    return Tools(repro=pipeline.repro([].append), now=lambda: AT + 1000, say=said.append)


def answers(n, *, seed=1):
    return [(picture(kind, i, seed), kind, "ann", "auditor") for kind in KINDS for i in range(n)]


def tree(project):
    return {
        "head": run("git", "rev-parse", "HEAD", cwd=project),
        "status": run("git", "status", "--porcelain", cwd=project),
        "index": (project / ".git" / "index").read_bytes(),
        "params": (project / "params.yaml").read_bytes(),
        "cache": sorted(p.as_posix() for p in (project / ".dvc/cache").rglob("*") if p.is_file()),
    }


def test_retraining_leaves_a_branch_and_a_challenger(installed):
    """While a person works: another branch checked out, a changed file, a commit there."""
    store = opened(installed)
    use(installed, store, answers(20))
    (installed / "params.yaml").write_text((installed / "params.yaml").read_text() + "# mine\n")
    (installed / "notes.txt").write_text("staged")
    run("git", "add", "notes.txt", cwd=installed)
    run("git", "checkout", "-qb", "try", cwd=installed)
    run("git", *WHO, "commit", "-qm", "mine", "notes.txt", cwd=installed)
    base = run("git", "rev-parse", "main", cwd=installed).strip()
    before, said = tree(installed), []
    done = retrain(place_of(installed, tools(said)), "person")
    assert isinstance(done, Run)
    assert done.outcome != "failed", done.words
    assert tree(installed) == before
    branch = f"peel/retrain/{done.id}"
    told = run("git", "log", "--format=%an <%ae>%n%B", "-1", branch, cwd=installed)
    assert told.startswith("peel <peel@localhost>")
    assert f"Peel-Run: {done.id}" in told
    told = run("git", "log", "--format=%B", "--grep", "(refit)", branch, cwd=installed)
    assert "set search.only: null to let builds search again" in told
    assert [one.run for one in candidates(store)][-1] == done.id
    assert runs.unfinished(store) is None
    assert said[0].startswith("params.yaml here is not as it is committed on main")
    assert said[1].startswith(f"clones main {base[:12]}")
    run("git", "merge-base", "--is-ancestor", base, branch, cwd=installed)
    assert "notes.txt" not in run("git", "ls-tree", "--name-only", branch, cwd=installed)


def started(project):
    """A `peel retrain` in a process of its own."""
    return subprocess.Popen(
        [BIN / "peel", "retrain", "--anyway"],
        cwd=project,
        env=child_environment({"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_killed_retraining_goes_on(installed):
    store = opened(installed)
    use(installed, store, answers(12))
    before = tree(installed)
    for word in ("clones", "refits", "sends", "compares"):
        process = started(installed)
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith(word):
                break
        process.kill()
        process.wait()
        process.stdout.close()
        assert said[-1].startswith(word), said
    end = started(installed)
    said, _ = end.communicate(timeout=170)
    assert "goes on with" in said
    (done,) = runs.every(store)
    assert done.outcome in ("shadow", "waiting", "refused"), done.words
    branches = run("git", "branch", "--list", "peel/*", cwd=installed)
    assert branches.split() == [f"peel/retrain/{done.id}"]
    assert {one.run for one in candidates(store)} == {"", done.id}
    assert tree(installed) == before
