import pytest

from peel.cli.main import run
from peel.feedback.store import open_store
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
    assert "P721" in capfd.readouterr().err
    assert not (place / "photos" / ".peel").exists()
