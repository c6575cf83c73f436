"""One process that is kept running: started, watched, started again after a pause that grows."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

from peel.errors import PeelError
from peel.installation.board import Board
from peel.process.supervisor import exit_words

# A process that ran for so long begins with the shortest pause again.
STEADY_S = 60.0
LONGEST_PAUSE_S = 60.0
LARGEST_LOG = 16 * 2**20
# So many lives in a row that were short are trouble: people are told.
TROUBLE = 5
_TICK_S = 1.0


class Service(NamedTuple):
    """`start` gives the process for the time of a block; `is_ready` says whether it does its work by now."""

    name: str
    start: Callable[[], AbstractContextManager[subprocess.Popen[bytes]]]
    is_ready: Callable[[], bool]
    log: Path


OnTrouble = Callable[[str, str], None]


def _nobody(_name: str, _words: str) -> None:
    """Nobody is told."""


def keep(
    service: Service, board: Board, *, stop: threading.Event, tell: OnTrouble = _nobody
) -> None:
    """Keep the process running until `stop`; the pauses between its lives are 1, 2, 4 ... 60 s.

    `tell` is called with its name and its last words where it ends again and again.
    """
    pause_s, restarts, short = 1.0, 0, 0
    while not stop.is_set():
        began = time.monotonic()
        words = _live(service, board, stop=stop)
        if stop.is_set():
            break
        if time.monotonic() - began > STEADY_S:
            pause_s, short = 1.0, 0
        restarts, short = restarts + 1, short + 1
        board.note(service.name, standing="waits", pid=None, restarts=restarts, words=words)
        if short == TROUBLE:
            tell(service.name, words)
        stop.wait(pause_s)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
    board.note(service.name, standing="ended", pid=None)


def _live(service: Service, board: Board, *, stop: threading.Event) -> str:
    """One life of the process; returns how it ended."""
    board.note(service.name, standing="starts")
    try:
        if service.log.exists():
            service.log.replace(service.log.with_suffix(".previous.log"))
        with service.start() as process:
            board.note(service.name, pid=process.pid)
            _watch(service, board, process=process, stop=stop)
            code = process.poll()
    except (PeelError, OSError) as error:
        return str(error)
    except Exception as error:  # a defect of ours ends one life of one process, never the keeping
        return f"{type(error).__name__}: {error}"
    return _ended(code, service.log)


def _watch(
    service: Service, board: Board, *, process: subprocess.Popen[bytes], stop: threading.Event
) -> None:
    is_ready = False
    while process.poll() is None and not stop.wait(_TICK_S / 5 if not is_ready else _TICK_S):
        if not is_ready and service.is_ready() and process.poll() is None:
            is_ready = True
            board.note(service.name, standing="runs", words="")
        _cut(service.log)


def _cut(log: Path) -> None:
    """A log that grows for ever is begun anew; the one before stays beside it."""
    try:
        if log.stat().st_size > LARGEST_LOG:
            shutil.copyfile(log, log.with_suffix(".previous.log"))
            with log.open("r+b") as file:
                file.truncate(0)
    except OSError:
        return


def _ended(code: int | None, log: Path) -> str:
    """How it ended, with the last line that it printed."""
    try:
        said = [line.strip() for line in log.read_text("utf-8", "replace").splitlines()]
    except OSError:
        said = []
    last = next((line for line in reversed(said) if line), "")
    return ": ".join(filter(None, (exit_words(code or 0), last)))
