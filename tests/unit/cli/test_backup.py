import shutil

import pytest

from peel.cli.backup import _say_again
from peel.cli.main import run
from peel.feedback.store import open_store
from peel.installation.ready import local_remote
from peel.process import dvc, git
from peel.project import template
from peel.project.state import state_of


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    open_store(state_of(tmp_path)).engine.dispose()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_backup_is_told_and_brought_back(place, capfd, monkeypatch):
    assert run(["backup", "b.tar"]) == 0
    assert "no secrets" in capfd.readouterr().out
    (place / "other" / "bundle").mkdir(parents=True)
    monkeypatch.chdir(place / "other")
    assert run(["restore", "../b.tar"]) == 0
    assert "Brought back" in capfd.readouterr().out


def test_backup_needs_an_installation(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert run(["backup", "b.tar"]) == 2
    assert "P721" in capfd.readouterr().err


def test_nothing_is_brought_back_anywhere(place, capfd, monkeypatch):
    run(["backup", "b.tar"])
    (place / "photos").mkdir()
    monkeypatch.chdir(place / "photos")
    assert run(["restore", "../b.tar"]) == 2
    err = capfd.readouterr().err
    assert "P721" in err
    assert "do: git clone ADDRESS PROJECT && cd PROJECT && peel restore " in err
    assert not (place / "photos" / ".peel").exists()


def test_forgotten_pictures_are_named_again(capfd):
    _say_again([])
    assert capfd.readouterr().out == ""
    _say_again(["ab" * 32])
    said = capfd.readouterr().out
    assert said.startswith("1 picture came back that forgotten.txt lists as forgotten.")
    assert f"peel forget --item {'ab' * 32}" in said


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A committed project in a folder with umlauts and a space, with data in the remote that lies in it."""
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    folder = tmp_path / "meine Bilder \u00e4\u00f6\u00fc" / "tiere"
    template.make(folder)
    git.do(folder, "init", "--quiet", "-b", "main")
    (folder / "thing").write_text("data")
    dvc.add(folder, "thing")
    git.do(folder, "add", "--all")
    git.do(folder, "commit", "--quiet", "-m", "x")
    local_remote(folder)
    open_store(state_of(folder)).engine.dispose()
    return folder


@pytest.mark.slow
def test_clone_gets_its_data_from_the_backup(project, tmp_path, capfd, monkeypatch):
    monkeypatch.chdir(project)
    assert run(["backup", str(tmp_path / "b.tar")]) == 0
    assert "Also DVC's data: 1 file, " in capfd.readouterr().out
    other = tmp_path / "\u00fcberall" / "tiere"
    git.do(tmp_path, "clone", "--quiet", str(project), str(other))
    shutil.rmtree(project)
    monkeypatch.chdir(other)
    assert run(["restore", str(tmp_path / "b.tar")]) == 0
    assert "next: dvc pull, then peel up" in capfd.readouterr().out
    dvc.pull(other, "thing.dvc")
    assert (other / "thing").read_text() == "data"


@pytest.mark.slow
def test_moved_project_finds_its_remote(project, tmp_path):
    moved = tmp_path / "\u00f6fter"
    project.rename(moved)
    assert dvc.not_pushed(moved) == ([], [])
    shutil.rmtree(moved / ".dvc" / "cache")
    (moved / "thing").unlink()
    dvc.pull(moved, "thing.dvc")
    assert (moved / "thing").read_text() == "data"
    assert not project.exists()
