import pytest
from sqlalchemy import select

from peel.feedback import tables
from peel.feedback.store import open_store
from peel.installation.trouble import teller


def messages(state):
    store = open_store(state)
    with store.reading() as connection:
        found = connection.execute(select(tables.alerts)).all()
    store.engine.dispose()
    return found


@pytest.mark.parametrize("name", ["serve", "flows", "prefect"])
def test_process_in_trouble_is_told_once(state, name):
    tell = teller(state)
    tell(name, "exit code 1: no\x1b[31m bundle")
    tell(name, "exit code 1: again")
    (row,) = messages(state)
    assert row.title == f"Peel: {name} keeps ending"
    assert "Its last words: exit code 1: no" in row.body
    assert "\x1b" not in row.body


def test_store_that_is_gone_ends_nothing(state):
    state.store.mkdir()
    teller(state)("serve", "exit code 1")
