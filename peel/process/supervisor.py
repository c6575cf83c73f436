"""Runs one command so that nothing of it outlives the process that asked for it, however that one ends.

`python -m peel.process.supervisor COMMAND...` leads a session of its own, in which the command and all
that it starts live. Its standard input is a pipe whose other end only the parent holds: the end of that
input means that the parent is gone, even by kill -9. Then, and on a signal, the session gets TERM and
after a grace KILL. Should the supervisor itself be killed, its parent, which waits for it, ends the session.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

from peel import files

GRACE_S = 8.0
_PR_SET_PDEATHSIG = 1
ORPHAN_GRACE_S = (
    1.0  # of a parent that is gone, nobody waits for a tidy end, and the next run may come at once
)


@contextlib.contextmanager
def supervised(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` under a supervisor for the time of the block; what it prints stands in `log`.

    A file or socket that was marked as inheritable is handed on to it, by the same number.

    The process's return code is the command's (128 + n after signal n). Leaving the block, by its
    end or by an exception, ends the command and everything that it started.
    """
    process = _start(command, cwd=cwd, environment=environment, log=log)
    try:
        yield process
    finally:
        _end(process)


def _start(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with files.guard(log):
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "wb") as output:
            return subprocess.Popen(
                [sys.executable, "-m", "peel.process.supervisor", *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                cwd=cwd,
                env=environment,
                start_new_session=True,
                close_fds=False,
            )


def exit_words(code: int) -> str:
    """A return code in words, whether a shell, Python or a supervisor tells it.

    >>> exit_words(137), exit_words(-15), exit_words(1)
    ('killed by SIGKILL', 'killed by SIGTERM', 'exit code 1')
    """
    number = -code if code < 0 else code - 128
    try:
        return f"killed by {signal.Signals(number).name}"
    except ValueError:
        return f"exit code {code}"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Close the pipe, wait for the grace and a little more, then kill what is left of the session."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_S + 2)
    finally:  # also when a second Ctrl-C ends the patience
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def main(command: Sequence[str]) -> int:
    """Run `command` in this process's own session; returns its code."""
    parent = os.getppid()
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, close_fds=False, preexec_fn=_die_with_supervisor
    )
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, on_signal)
    threading.Thread(target=_watch_parent, args=(stop,), daemon=True).start()
    threading.Thread(target=_stop_session, args=(stop, parent), daemon=True).start()
    code = child.wait()
    if stop.is_set():  # nobody asks for the code any more, and what ignores TERM must go too
        time.sleep(0.3)
        os.killpg(0, signal.SIGKILL)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.killpg(0, signal.SIGTERM)  # what the command left behind
    return code if code >= 0 else 128 - code


def _die_with_supervisor() -> None:
    """In the command's process: Linux kills it when the supervisor dies, for the parent that would end it may be killed too."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _watch_parent(stop: threading.Event) -> None:
    os.read(0, 1)  # nobody ever writes: it returns at the end of input
    stop.set()


def _stop_session(stop: threading.Event, parent: int) -> None:
    stop.wait()
    os.killpg(0, signal.SIGTERM)
    time.sleep(
        ORPHAN_GRACE_S
    )  # a process that ends closes its files before it stops being a parent
    if os.getppid() == parent:
        time.sleep(GRACE_S - ORPHAN_GRACE_S)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
