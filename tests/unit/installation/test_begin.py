import os
import signal
import socket

import pytest

from peel import files
from peel.errors import PeelError
from peel.feedback.store import open_store
from peel.installation import begin
from peel.process import git
from peel.project import secrets, served, template
from peel.project.state import state_of
from peel.retraining import branch


def test_secrets_are_made_for_their_owner(state):
    begin.make_secrets(state)
    found = {path.name: path.stat().st_mode & 0o777 for path in state.secrets.glob("[a-z]*.key")}
    assert found == dict.fromkeys(("pointer.key", "tickets.key", "audit.key"), 0o600)


@pytest.mark.parametrize("name", ["tickets.key", "alerts"])
def test_secret_open_to_others_is_refused(state, name):
    secrets.write(state, name, text="a password")
    (state.secrets / name).chmod(0o640)
    with pytest.raises(PeelError, match=r"^P830 .*mode 640.*chmod 600"):
        begin.make_secrets(state)


def test_second_start_starts_nothing(state):
    with files.lock(state.folder / "keeper.lock", "it"):
        assert begin.begin(state.folder.parents[1], on_change=lambda _: None) is None


def test_taken_port_starts_nothing(tmp_path):
    """It is told at once, and once; our own server that is just ending is waited for."""
    template.make(tmp_path / "p")
    with socket.create_server(("127.0.0.1", 0)) as other:
        path = tmp_path / "p" / "params.yaml"
        path.write_text(path.read_text().replace("8000", str(other.getsockname()[1])))
        with pytest.raises(PeelError, match=r"^P915 the port of the model server is taken"):
            begin.begin(tmp_path / "p", on_change=print)
    assert not (tmp_path / "p/.peel/loop/logs").exists()


def test_own_server_started_by_hand_is_named(tmp_path):
    template.make(tmp_path / "p")
    with socket.create_server(("127.0.0.1", 0)) as own:
        port = own.getsockname()[1]
        path = tmp_path / "p" / "params.yaml"
        path.write_text(path.read_text().replace("8000", str(port)))
        state = state_of(tmp_path / "p")
        with (
            served.noted(state, port),
            pytest.raises(
                PeelError, match=rf"^P918 .*peel serve answers at port {port} .*then: peel up"
            ),
        ):
            begin.begin(tmp_path / "p", on_change=print)


@pytest.fixture
def own_process():
    """What a process sets for itself is as it was after the test."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    handlers, mask = [signal.getsignal(number) for number in numbers], os.umask(0o022)
    yield
    os.umask(mask)
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)


@pytest.mark.usefixtures("own_process")
def test_second_keeper_in_foreground_is_refused(tmp_path):
    template.make(tmp_path / "p")
    path = tmp_path / "p" / ".peel" / "loop" / "keeper.lock"
    with files.lock(path, "it"), pytest.raises(PeelError, match=r"^P703 this installation is"):
        begin.stay(tmp_path / "p")


@pytest.fixture
def committed(tmp_path):
    template.make(tmp_path / "p")
    for words in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "x"]):
        git.do(tmp_path / "p", *words)
    return tmp_path / "p"


def test_branch_is_known_from_the_start(committed):
    begin._know_branch(committed)
    assert branch.kept(open_store(state_of(committed))) == "main"


def test_absent_branch_starts_nothing(committed):
    path = committed / "params.yaml"
    path.write_text(path.read_text().replace("branch: null", "branch: live"))
    with pytest.raises(PeelError, match=r"^P897 "):
        begin._know_branch(committed)


def test_database_that_is_away_waits(committed, monkeypatch):
    monkeypatch.setenv("PEEL_STORE_URL", "postgresql://nobody@127.0.0.1:1/none")
    begin._know_branch(committed)
