import pytest

from peel.cli import forget
from peel.cli.main import run
from peel.feedback import tickets
from peel.feedback.store import open_store
from peel.images.digest import of_bytes
from peel.project.state import state_of
from tests.unit.feedback.conftest import answer

ITEM = of_bytes(b"a picture")


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    store = open_store(state_of(tmp_path))
    with store.writing() as connection:
        tickets.add(connection, [answer(1.0, ticket="t_1", item=ITEM)])
    (tmp_path / "a.png").write_bytes(b"a picture")
    return store


@pytest.mark.parametrize("given", [ITEM, "a.png"])
def test_picture_is_given_by_digest_or_file(store, given, capfd):
    assert run(["forget", "--item", given, "--yes"]) == 0
    assert "1 answer " in capfd.readouterr().out
    assert tickets.find(store, "t_1") is None


@pytest.mark.usefixtures("store")
def test_digest_that_is_none_is_refused(capfd):
    assert run(["forget", "--item", "abc"]) == 2
    assert "P936" in capfd.readouterr().err


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize("options", [[], ["--item", "a.png", "--source", "x"]])
def test_one_of_both_is_needed(options, capfd):
    assert run(["forget", *options]) == 2
    assert "P107" in capfd.readouterr().err


def test_dry_run_erases_nothing(store, capfd):
    assert run(["forget", "--item", ITEM, "--dry-run"]) == 0
    said = capfd.readouterr().out
    assert said.startswith("Would be erased, of 1 picture:\nstore")
    assert tickets.find(store, "t_1") is not None


def test_nothing_goes_without_a_yes(store, capfd):
    assert run(["forget", "--item", ITEM]) == 2
    assert "P938" in capfd.readouterr().err
    assert tickets.find(store, "t_1") is not None


@pytest.mark.parametrize(("said", "agreed"), [("yes", True), ("y", False), ("", False)])
def test_only_yes_is_one(said, agreed, monkeypatch):
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _: True})())
    assert forget.agreed(lambda _: said) is agreed


@pytest.mark.usefixtures("store")
def test_forgotten_twice_is_said(capfd):
    run(["forget", "--item", ITEM, "--yes"])
    assert run(["forget", "--item", ITEM, "--yes"]) == 0
    assert "or it was forgotten before" in capfd.readouterr().out


@pytest.mark.usefixtures("store")
def test_what_nobody_holds_is_not_forgotten(capfd):
    assert run(["forget", "--item", "0" * 64, "--yes"]) == 0
    assert capfd.readouterr().out.startswith("Nothing was erased: no place here held anything")
