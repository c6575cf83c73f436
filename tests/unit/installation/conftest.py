"""Processes that stand in for a server, and an installation in which to keep them."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from peel.installation.board import Board
from peel.installation.service import Service, keep
from peel.process.environment import child_environment
from peel.process.supervisor import supervised
from peel.project.state import State, state_of

PATIENCE_S = 60.0


def until(holds: Callable[[], object]) -> None:
    """Wait until it holds; fails when it never does."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def service(folder: Path, code: str, *, name: str = "one", ready: bool = True) -> Service:
    """A service that runs a line of Python."""
    log = folder / f"{name}.log"
    command = [sys.executable, "-S", "-c", code]

    def start():
        return supervised(command, cwd=folder, environment=child_environment(), log=log)

    return Service(name, start, lambda: ready, log)


@pytest.fixture
def state(tmp_path: Path) -> State:
    found = state_of(tmp_path)
    found.folder.mkdir(parents=True)
    return found


@pytest.fixture
def board(state: State) -> Board:
    return Board(state.folder / "keeper.json", ("one", "two"))


@pytest.fixture
def kept(board: Board) -> Iterator[Callable[[Service], None]]:
    """Keeps services for the time of a test."""
    threads = []

    def begin(one: Service) -> None:
        stop = threading.Event()
        thread = threading.Thread(target=keep, args=(one, board), kwargs={"stop": stop})
        thread.start()
        threads.append((thread, stop))

    yield begin
    for _, stop in threads:
        stop.set()
    for thread, _ in threads:
        thread.join()
