"""A clone has what git and DVC keep, and not the source: it builds on what was ingested before."""

import shutil
import subprocess

import pytest

from peel.images.digest import of_file
from tests.e2e.small import BIN, WHO, make, repro, run, set_param

pytestmark = pytest.mark.e2e


def commit(project):
    run("git", "init", "-q", cwd=project)
    run("git", "add", "-A", cwd=project)
    run("git", *WHO, "commit", "-qm", "built", cwd=project)


def test_clone_builds_without_the_source(project, tmp_path):
    repro(project)
    commit(project)
    run("dvc", "remote", "add", "-q", "-d", "store", tmp_path / "store", cwd=project)
    run("git", *WHO, "commit", "-qam", "store", cwd=project)
    run("dvc", "push", "-q", cwd=project)
    clone = tmp_path / "clone"
    run("git", "clone", "-q", project, clone, cwd=tmp_path)
    run("dvc", "pull", "-q", cwd=clone)
    assert not (clone / "data" / "raw").exists()
    assert repro(clone) == ["scan"]
    assert run("git", "status", "--short", cwd=clone) == ""
    run("dvc", "exp", "run", "-q", "-S", "gate.threshold=0.7", cwd=clone)
    assert "0.7" in run("dvc", "exp", "show", "--csv", cwd=clone)


def test_failed_scan_deletes_nothing(tmp_path):
    project = make(tmp_path / "kept", 4)
    repro(project, "ingest")
    before = {p: of_file(p) for p in (project / "data").rglob("*") if p.is_file()}
    shutil.rmtree(project / "data" / "raw" / "b")
    shutil.rmtree(project / "data" / "raw" / "c")  # one class is no source
    told = subprocess.run([BIN / "dvc", "repro", "-q", "ingest"], cwd=project, check=False)
    assert told.returncode != 0
    after = {p: of_file(p) for p in (project / "data").rglob("*") if p.is_file()}
    assert {p: data for p, data in before.items() if "raw" not in p.parts}.items() <= after.items()


def test_failed_ingest_deletes_nothing(tmp_path):
    project = make(tmp_path / "kept", 4)
    repro(project, "ingest")
    shutil.move(project / "data" / "raw", tmp_path / "raw")
    set_param(project, "ingest.class_level", 1)
    told = subprocess.run([BIN / "dvc", "repro", "-q", "ingest"], cwd=project, check=False)
    assert told.returncode != 0
    assert (project / "data/ingest/manifest.parquet").is_file()


def test_git_may_come_after_init(tmp_path):
    project = make(tmp_path / "later", 4)
    assert "no_scm = true" in (project / ".dvc" / "config.local").read_text()
    run("git", "init", "-q", cwd=project)
    assert repro(project, "ingest") == ["scan", "ingest"]
    commit(project)
    assert run("git", "status", "--short", cwd=project) == ""
    run("dvc", "exp", "show", "-q", cwd=project)
