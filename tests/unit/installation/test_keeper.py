import os
import subprocess
import sys
import threading

import pytest

from peel import files
from peel.errors import PeelError
from peel.installation import keeper
from peel.installation.board import Board
from peel.process.environment import child_environment
from peel.project import template
from tests.unit.installation.conftest import service, until

SLEEP = "import time; time.sleep(600)"


@pytest.fixture
def begin(state):
    """Keeps the services that it is given in a thread; gives their board, and what ends them and tells the exit code."""
    stop, codes, threads = threading.Event(), [], []

    def begin(*them):
        board = Board(state.folder / "keeper.json", tuple(one.name for one in them))
        thread = threading.Thread(
            target=lambda: codes.append(
                keeper.keep_all(them, board, stop=stop, tell=lambda *_: None)
            )
        )
        thread.start()
        threads.append(thread)
        return board, end

    def end():
        stop.set()
        for thread in threads:
            thread.join()
        return codes

    yield begin
    end()


def standings(board):
    return [each.standing for each in board.keeping.kept]


def test_all_run_and_end_together(begin, tmp_path):
    board, end = begin(*(service(tmp_path, SLEEP, name=name) for name in ("a", "b", "c")))
    until(lambda: standings(board) == ["runs"] * 3)
    assert end() == [0]
    assert standings(board) == ["ended"] * 3


def test_others_wait_for_the_first(begin, tmp_path):
    first = service(tmp_path, SLEEP, name="a", ready=False)
    board, end = begin(first, service(tmp_path, SLEEP, name="b"))
    until(lambda: board.of("a").pid)
    assert board.of("b").pid is None
    assert end() == [0]


@pytest.mark.slow
def test_start_that_keeps_failing_is_given_up(begin, tmp_path):
    bad = service(tmp_path, "raise SystemExit('no bundle')", name="b", ready=False)
    board, end = begin(service(tmp_path, SLEEP, name="a"), bad)
    until(lambda: standings(board) == ["ended", "ended"])
    assert board.keeping.failed == "b: exit code 1: no bundle"
    assert end() == [2]


def test_two_keepers_are_one(tmp_path):
    template.make(tmp_path / "p")
    place = keeper.place_of(tmp_path / "p")
    mask = os.umask(0o022)
    path = place.state.folder / "keeper.lock"
    with files.lock(path, "it"), pytest.raises(PeelError, match=r"^P703 this installation is run"):
        keeper.run(place, threading.Event())
    os.umask(mask)


def test_keeper_that_is_not_alone_says_so(tmp_path):
    template.make(tmp_path / "p")
    command = [sys.executable, "-m", "peel.installation.keeper"]
    with files.lock(tmp_path / "p" / ".peel" / "loop" / "keeper.lock", "it"):
        done = subprocess.run(
            command, cwd=tmp_path / "p", env=child_environment(), capture_output=True, text=True
        )
    assert done.returncode == keeper.ANOTHER
    assert "P703 this installation is running already" in done.stderr
