import pytest

from peel.cli.main import run
from peel.feedback import tickets
from peel.feedback.store import open_store
from peel.project.state import state_of
from tests.unit.feedback.conftest import answer


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.delenv("PEEL_STORE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    store = open_store(state_of(tmp_path))
    with store.writing() as connection:
        tickets.add(connection, [answer(1.0, ticket="t_1", audited=False)])
    return store


def test_dry_run_tells_and_keeps(store, capfd):
    assert run(["gc", "--dry-run"]) == 0
    assert "1 outside the audit" in capfd.readouterr().out
    assert tickets.find(store, "t_1") is not None


def test_old_answer_goes(store, capfd):
    assert run(["gc"]) == 0
    assert "Gone" in capfd.readouterr().out
    assert tickets.find(store, "t_1") is None
