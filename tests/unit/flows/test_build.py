"""How the flow notes its own run, and how it ends without one."""

import pytest

from flows import build
from peel.errors import PeelError


class Books:
    """What a mirror has of a flow run, with the calls that it was asked to show."""

    def __init__(self):
        self.flow_run_id, self.is_lost, self.calls = "run-2", False, []

    def show(self, call):
        self.calls.append(call)


@pytest.fixture
def note(tmp_path):
    return tmp_path / ".peel" / "flow-run"


def test_run_is_noted_while_it_works(tmp_path, note):
    with build._noted(tmp_path, Books()):
        assert note.read_text() == "run-2"
    assert not note.exists()


def test_refused_run_leaves_no_note(tmp_path, note):
    with pytest.raises(PeelError), build._noted(tmp_path, Books()):
        raise PeelError("P999", "no", got="g", allowed="a", do="d")
    assert not note.exists()


def test_run_that_a_signal_ends_stays_noted(tmp_path, note):
    with pytest.raises(SystemExit), build._noted(tmp_path, Books()):
        raise SystemExit(143)
    assert note.read_text() == "run-2"


def test_run_without_its_server_stays_noted(tmp_path, note):
    books = Books()
    with build._noted(tmp_path, books):
        books.is_lost = True
    assert note.exists()


@pytest.mark.parametrize(("left", "calls"), [("", 0), ("run-1", 1)])
def test_run_that_was_killed_is_swept(left, calls, tmp_path, note):
    if left:
        note.parent.mkdir()
        note.write_text(left)
    books = Books()
    with build._noted(tmp_path, books):
        assert len(books.calls) == calls


def test_id_that_is_none_is_let_be():
    build.sweep("no id of a run")
