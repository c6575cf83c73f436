"""Tags with GTO's names, read back with GTO itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from peel.errors import PeelError
from peel.registry import git as tags
from tests.unit.registry.conftest import LOCK, git


@pytest.fixture
def repo(project):
    project.build("a")
    project.build("b")
    return project.folder


def _commits(repo):
    return git(repo, "log", "--format=%H", "-n", "2").split()


def _gto(repo, *words):
    command = [Path(sys.executable).with_name("gto"), *words, "--repo", repo]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.slow
def test_tags_are_read_by_gto(repo):
    new, old = _commits(repo)
    for version, commit in (("v1.0.0", old), ("v1.1.0", new)):
        tags.register(repo, "peel", version=version, commit=commit)
        tags.assign(repo, "peel", commit=commit)
    tags.assign(repo, "peel", commit=old)
    assert _gto(repo, "show", "peel#champion", "--ref") == ["peel@v1.0.0"]
    assert _gto(repo, "show", "peel@latest", "--version") == ["v1.1.0"]


def test_same_words_make_one_tag(repo):
    new, _ = _commits(repo)
    for _ in range(2):
        tags.register(repo, "peel", version="v1.0.0", commit=new)
        tags.assign(repo, "peel", commit=new)
    assert git(repo, "tag").split() == ["peel#champion#1", "peel@v1.0.0"]
    assert tags.is_tagged(repo, "peel", version="v1.0.0")


def test_champion_is_taken_back_once(repo):
    new, old = _commits(repo)
    tags.assign(repo, "peel", commit="")
    assert git(repo, "tag") == ""
    tags.assign(repo, "peel", commit=new)
    for _ in range(2):
        tags.assign(repo, "peel", commit="")
    tags.assign(repo, "peel", commit=old)
    assert git(repo, "tag").split() == ["peel#champion!#2", "peel#champion#1", "peel#champion#3"]


def test_numbers_are_counted_as_numbers(repo):
    new, old = _commits(repo)
    for commit in [new, old] * 6:
        tags.assign(repo, "peel", commit=commit)
    assert "peel#champion#12" in git(repo, "tag").split()
    assert "peel#champion#13" not in git(repo, "tag").split()


def test_folder_in_a_repository_has_its_name(repo):
    inner = repo / "models/hats"
    inner.mkdir(parents=True)
    tags.register(inner, "peel", version="v1.0.0", commit=_commits(repo)[0])
    assert git(repo, "tag").split() == ["models/hats=peel@v1.0.0"]
    assert tags.versions(inner, "peel") == ["v1.0.0"]
    assert tags.versions(repo, "peel") == []


def test_name_that_no_tag_holds(repo):
    inner = repo / "my hats"
    inner.mkdir()
    assert tags.can_tag(repo)
    assert not tags.can_tag(inner)


def test_commit_holds_what_its_lock_says(repo):
    assert tags.holds(repo) == _commits(repo)[0]
    (repo / "dvc.lock").write_text(LOCK.format(digest="f" * 32))
    assert tags.holds(repo) == ""


def test_other_stages_do_not_matter(repo):
    (repo / "dvc.lock").write_text((repo / "dvc.lock").read_text() + "  report:\n    outs: []\n")
    assert tags.holds(repo) == _commits(repo)[0]


@pytest.mark.parametrize("text", ["", "[", "stages: 3", "stages: {export: {outs: 3}}"])
def test_odd_lock_holds_nothing(repo, text):
    (repo / "dvc.lock").write_text(text)
    assert tags.holds(repo) == ""


def test_folder_without_git_holds_nothing(tmp_path):
    assert tags.holds(tmp_path) == ""
    assert not tags.can_tag(tmp_path)
    assert not tags.is_there(tmp_path, "a" * 40)


def test_refused_tag_says_why(repo):
    with pytest.raises(PeelError, match="P875"):
        tags.register(repo, "peel", version="v1.0.0", commit="f" * 40)


def test_hooks_and_signing_are_not_run(repo):
    hook = repo / ".git/hooks/reference-transaction"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    git(repo, "config", "tag.gpgSign", "true")
    git(repo, "config", "user.signingKey", "no such key")
    tags.register(repo, "peel", version="v1.0.0", commit=_commits(repo)[0])
    assert tags.is_tagged(repo, "peel", version="v1.0.0")
