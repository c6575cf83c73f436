import subprocess
from pathlib import Path

import pytest

from peel.process import git


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def test_root_is_found_from_below(repository: Path) -> None:
    (repository / "a").mkdir()
    assert git.root(repository / "a") == repository.resolve()


def test_root_outside_git_is_none(tmp_path: Path) -> None:
    assert git.root(tmp_path) is None


def test_root_without_git_is_none(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert git.root(repository) is None
    assert git.version() is None


def test_ignored_file_is_known(repository: Path) -> None:
    (repository / ".gitignore").write_text("work/\n")
    (repository / "work").mkdir()
    assert git.ignores(repository / "work" / "dvc.yaml")
    assert not git.ignores(repository / "dvc.yaml")


def test_nothing_is_ignored_outside_git(tmp_path: Path) -> None:
    assert not git.ignores(tmp_path / "dvc.yaml")


def test_only_changed_paths_are_told(repository: Path) -> None:
    (repository / "new").write_text("")
    assert git.changed(repository, "new", "other") == ["new"]


def test_nothing_is_changed_outside_git(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("")
    assert git.changed(tmp_path, "new") == []


def test_version_has_digits_and_dots() -> None:
    version = git.version()
    assert version is not None
    assert version.replace(".", "").isdigit()


def test_committed_file_is_held_as_it_lies(repository: Path) -> None:
    (repository / "a").write_text("1")
    assert not git.holds(repository / "a")
    name = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["add", "a"], [*name, "commit", "-q", "-m", "a"]):
        subprocess.run(["git", "-C", str(repository), *command], check=True)
    assert git.holds(repository / "a")
    (repository / "a").write_text("2")
    assert not git.holds(repository / "a")


def test_branch_is_named(repository):
    subprocess.run(["git", "checkout", "-q", "-b", "try"], cwd=repository, check=True)
    assert git.branch(repository) == "try"
    git.do(repository, "commit", "-q", "--allow-empty", "-m", "a")
    git.do(repository, "checkout", "-q", "--detach")
    assert git.branch(repository) == ""


def test_lock_of_one_branch_is_removed(repository: Path) -> None:
    heads = repository / ".git" / "refs" / "heads"
    (heads / "peel").mkdir()
    (heads / "peel" / "own.lock").touch()
    (heads / "other.lock").touch()
    (repository / "below").mkdir()
    git.unlock(repository / "below", branch="peel/own")
    assert not (heads / "peel" / "own.lock").exists()
    assert (heads / "other.lock").exists()
