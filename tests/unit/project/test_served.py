"""Servers are seen as long as they run."""

import os
import subprocess
import sys

import pytest

from peel.process.environment import child_environment
from peel.project import served
from peel.project.state import state_of


@pytest.fixture
def state(tmp_path):
    found = state_of(tmp_path)
    found.folder.mkdir(parents=True)
    return found


def test_server_is_seen_while_it_runs(state):
    with served.noted(state, 9000):
        assert served.running(state) == [(9000, os.getpid(), True)]
    assert served.running(state) == []
    assert not any(state.folder.iterdir())


def test_killed_server_is_not_seen(state):
    code = (
        "import os, pathlib, signal, sys; from peel.project import served; from peel.project.state import State\n"
        "with served.noted(State(pathlib.Path(sys.argv[1])), 9000): os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, state.folder], env=child_environment())
    assert [path.name for path in state.folder.iterdir()] == ["serve-9000.lock"]
    assert served.running(state) == []


def test_number_of_another_container_is_not_here(state):
    """The file is held, but by no process that this machine knows by that number."""
    with served.noted(state, 9000):
        (state.folder / "serve-9000.lock").write_text(str(os.getppid()))
        assert served.running(state) == [(9000, os.getppid(), False)]


def test_unwritable_place_keeps_no_server_from_starting(tmp_path):
    (tmp_path / "file").write_text("")
    with served.noted(state_of(tmp_path / "file"), 9000):
        assert served.running(state_of(tmp_path / "file")) == []
