"""Keeps an installation's processes running until it is told to stop. `python -m peel.installation.keeper`, in the project.

It holds `.peel/loop/keeper.lock`, which the system takes from it however it ends; each process has a supervisor that
ends it when the keeper is gone, so a killed keeper leaves nothing over.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from peel import files
from peel.errors import PeelError
from peel.installation import trouble
from peel.installation.board import Board
from peel.installation.service import OnTrouble, Service, keep
from peel.installation.services import NAMES, Place, own_umask, services
from peel.params.load import FILE, load
from peel.project.state import State, state_of

LOCK, BOARD = "keeper.lock", "keeper.json"
# 2: it gave up at its start, and the board says why; 3: another keeper runs here.
FAILED, ANOTHER = 2, 3
# Of the start alone; later a process may fail as often as it will.
_MOST_TRIES = 3
_LOCK_PATIENCE_S = 2.0


def run(place: Place, stop: threading.Event) -> int:
    """Keep an installation running until `stop`; returns the exit code. Raises P703 where another keeper runs."""
    own_umask()
    state = place.state
    with _alone(state):
        board = Board(state.folder / BOARD, NAMES)
        try:
            with services(place) as them:
                return keep_all(them, board, stop=stop, tell=trouble.teller(state))
        except PeelError as error:
            return _give_up(board, str(error))


@contextlib.contextmanager
def _alone(state: State) -> Iterator[None]:
    """Hold the lock; waits a moment for one who only looks, raises P703."""
    deadline = time.monotonic() + _LOCK_PATIENCE_S
    with contextlib.ExitStack() as stack:
        while True:
            try:
                stack.enter_context(files.lock(state.folder / LOCK, "this installation"))
                break
            except PeelError as error:
                if error.code != "P703" or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        yield


def keep_all(
    them: tuple[Service, ...], board: Board, *, stop: threading.Event, tell: OnTrouble
) -> int:
    """Keep them until `stop`: the first alone at first, for the others need it; ended in the other order.

    Returns the exit code: 0, or FAILED when one of them does not start, which the board then says.
    """
    kept: list[tuple[threading.Thread, threading.Event]] = []
    try:
        for group in (them[:1], them[1:]):
            for service in group:
                own = threading.Event()
                thread = threading.Thread(
                    target=keep,
                    args=(service, board),
                    kwargs={"stop": own, "tell": tell},
                    daemon=True,
                )
                thread.start()
                kept.append((thread, own))
            failed = _started(group, board, stop=stop)
            if failed:
                return _give_up(board, failed)
        stop.wait()
        return 0
    finally:
        _end(kept[1:])
        _end(kept[:1])


def _started(group: tuple[Service, ...], board: Board, *, stop: threading.Event) -> str:
    """Wait until all of the group run; returns why one of them does not."""
    while not stop.is_set():
        lines = [board.of(service.name) for service in group]
        for line in lines:
            if line.restarts >= _MOST_TRIES:
                return f"{line.name}: {line.words}"
        if all(line.standing == "runs" for line in lines):
            return ""
        with board.changed:
            board.changed.wait(0.5)
    return ""


def _end(kept: list[tuple[threading.Thread, threading.Event]]) -> None:
    for _, own in kept:
        own.set()
    for thread, _ in kept:
        thread.join()


def _give_up(board: Board, words: str) -> int:
    board.fail(words)
    print(words, file=sys.stderr)
    return FAILED


def place_of(project: Path) -> Place:
    """The installation of a project, as its params.yaml says; raises P101 to P104."""
    project = project.resolve()
    return Place(project, state_of(project), load(project / FILE).serve)


def on_signals() -> threading.Event:
    """Set by TERM and INT; the end of a terminal (HUP) ends nothing."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    return stop


def main() -> int:
    """Run in this folder until TERM or INT."""
    stop = on_signals()
    try:
        return run(place_of(Path.cwd()), stop)
    except PeelError as error:
        print(error, file=sys.stderr)
        return ANOTHER if error.code == "P703" else FAILED


if __name__ == "__main__":
    raise SystemExit(main())
