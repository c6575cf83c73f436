import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from peel import files
from peel.errors import PeelError
from peel.installation import running
from peel.params.sections import Serve
from peel.process.environment import child_environment
from peel.project import served
from peel.types.installation import Keeping
from tests.unit.installation.conftest import until

HOLD = """
import signal, sys
from pathlib import Path
from peel import files
with files.lock(Path(sys.argv[1]), "it"):
    print("held", flush=True)
    if "deaf" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.sigwait([signal.SIGUSR1]) if "deaf" in sys.argv else signal.pause()
"""


@pytest.fixture
def holder(state):
    """Another process that holds the lock, as a keeper does."""
    path = state.folder / "keeper.lock"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], env=child_environment(), stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_nothing_runs_without_a_keeper(state):
    assert not running.is_running(state)
    assert running.keeping(state) is None
    assert running.stop(state) is False


def test_keeper_is_stopped_by_its_lock(state, holder):
    assert running.is_running(state)
    assert running.stop(state)
    assert holder.wait() == -15
    assert not running.is_running(state)


@pytest.mark.usefixtures("holder")
def test_second_server_is_told_of_the_first(state):
    project = state.folder.parents[1]
    with socket.create_server(("127.0.0.1", 0)) as own:
        serve = Serve(port=own.getsockname()[1])
        with pytest.raises(PeelError, match=r"^P918 .*which peel up keeps; .*peel down ends it"):
            running.refuse_second(project, serve)
    running.refuse_second(project, serve)  # nobody listens there any more


def test_server_of_others_is_not_ours(state):
    with socket.create_server(("127.0.0.1", 0)) as other:
        running.refuse_second(state.folder.parents[1], Serve(port=other.getsockname()[1]))


def test_stale_number_is_let_be(state):
    """The keeper was killed, and its number belongs to another process by now."""
    with subprocess.Popen(["sleep", "600"]) as other:
        (state.folder / "keeper.lock").write_text(str(other.pid))
        assert running.stop(state) is False
        assert other.poll() is None
        other.kill()


def test_number_without_lock_is_let_be(state, holder):
    """As where the holder lives in another container, whose numbers are not ours."""
    with subprocess.Popen(["sleep", "600"]) as other:
        (state.folder / "keeper.lock").write_text(str(other.pid))
        with pytest.raises(PeelError, match=r"^P916 .*type `peel down` where"):
            running.stop(state)
        assert (other.poll(), holder.poll()) == (None, None)
        other.kill()


@pytest.mark.parametrize("text", ["", "999999999999999999999", "4194304"])
def test_number_of_nobody_is_refused(state, holder, text):
    (state.folder / "keeper.lock").write_text(text)
    with pytest.raises(PeelError, match=r"^P916 "):
        running.stop(state)
    assert holder.poll() is None


def test_dead_keeper_is_not_believed(state, board):
    assert running.keeping(state) is None
    with files.lock(state.folder / "keeper.lock", "it"):
        assert running.keeping(state) == Keeping.read(board.path)


@pytest.mark.usefixtures("holder")
def test_earlier_keeper_is_not_believed(state, board):
    assert board.keeping.pid == os.getpid()
    assert running.keeping(state) is None


def keeper(code: str) -> tuple[str, ...]:
    """A keeper of a few lines."""
    return (sys.executable, "-c", code)


def test_start_waits_until_all_runs(tmp_path):
    code = """
import os, time
from pathlib import Path
from peel.installation.board import Board
board = Board(Path(".peel/loop/keeper.json"), ("one",))
board.note("one", standing="runs")
time.sleep(600)
"""
    seen = []
    made = running.start(tmp_path, on_change=seen.append, command=keeper(code))
    assert made == seen[-1]
    assert made.kept[0].standing == "runs"
    os.kill(made.pid, 9)
    until(lambda: not Path("/proc", str(made.pid)).exists() or os.waitpid(made.pid, os.WNOHANG))


def test_keeper_that_gives_up_is_told(tmp_path):
    code = """
from pathlib import Path
from peel.installation.board import Board
Board(Path(".peel/loop/keeper.json"), ("one",)).fail("serve: no bundle")
raise SystemExit(2)
"""
    with pytest.raises(PeelError, match=r"^P914 .*got serve: no bundle; "):
        running.start(tmp_path, on_change=print, command=keeper(code))


def test_second_keeper_is_none(tmp_path):
    code = "raise SystemExit(3)"
    assert running.start(tmp_path, on_change=print, command=keeper(code)) is None


def test_start_that_is_given_up_stops_it(tmp_path):
    command = keeper("import time; time.sleep(600)")
    with pytest.raises(PeelError, match=r"^P914 .*not all of it ran"):
        running.start(tmp_path, on_change=print, command=command, limit_s=0.5)


def test_only_numbers_of_here_are_killed(state):
    """A server in another container holds its file too, under a number that is another process here."""
    with served.noted(state, 9000):
        (here,) = running.by_hand(state)
        (state.folder / "serve-9000.lock").write_text(str(os.getppid()))
        (elsewhere,) = running.by_hand(state)
    assert f"kill {os.getpid()}" in here
    assert "kill" not in elsewhere
    assert "in another container" in elsewhere
