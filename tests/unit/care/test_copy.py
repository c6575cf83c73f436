import pytest
from sqlalchemy import create_engine

from peel.care import copy
from peel.feedback import tickets
from peel.feedback.store import Store, open_store
from peel.project.state import state_of
from tests.unit.care.conftest import TICKET
from tests.unit.feedback.conftest import answer


def test_saved_store_is_one_file(store, tmp_path):
    copy.save(store, tmp_path / "s.db")
    assert {path.name for path in tmp_path.glob("s.db*")} == {"s.db"}


def test_saved_store_can_be_opened(store, tmp_path):
    copy.save(store, tmp_path / "s.db")
    saved = Store(create_engine(f"sqlite:///{tmp_path / 's.db'}"))
    assert tickets.find(saved, TICKET) is not None


def test_store_is_saved_while_somebody_writes(store, tmp_path):
    with store.writing() as connection:
        tickets.add(connection, [answer(2.0, ticket="t_2")])
        copy.save(store, tmp_path / "s.db")
    saved = Store(create_engine(f"sqlite:///{tmp_path / 's.db'}"))
    assert tickets.find(saved, "t_2") is None


def test_rows_are_poured_into_another_store(store, tmp_path):
    copy.save(store, tmp_path / "s.db")
    other = open_store(state_of(tmp_path / "other"))
    assert copy.is_empty(other)
    copy.load(tmp_path / "s.db", other)
    assert tickets.find(other, TICKET) == tickets.find(store, TICKET)


@pytest.mark.usefixtures("store")
def test_kept_answer_is_not_empty(store):
    assert not copy.is_empty(store)
