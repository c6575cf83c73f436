"""Whether an installation's keeper runs, and how it is started and stopped from another process."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from peel import files
from peel.errors import PeelError
from peel.installation.keeper import ANOTHER, BOARD, LOCK
from peel.installation.services import is_taken, url_of
from peel.params.sections import Serve
from peel.process.environment import child_environment
from peel.project import served
from peel.project.served import Served
from peel.project.state import State, state_of
from peel.types.installation import Keeping

# Long, for the migrations of a first start take a minute where the machine has other work.
START_LIMIT_S = 300.0
STOP_LIMIT_S = 60.0
COMMAND = (sys.executable, "-m", "peel.installation.keeper")
OnChange = Callable[[Keeping], None]


def keeping(state: State) -> Keeping | None:
    """What the keeper that runs has written down; None where none runs."""
    number = files.holder(state.folder / LOCK)
    try:
        board = Keeping.read(state.folder / BOARD)
    except PeelError:
        return None
    return board if number is not None and board.pid == number else None


def is_running(state: State) -> bool:
    """Whether a keeper holds the installation, whatever it has written."""
    return files.holder(state.folder / LOCK) is not None


def by_hand(state: State) -> list[str]:
    """The model servers that answer here and are not kept, in words."""
    board = keeping(state)
    kept = {each.pid for each in board.kept} if board else set()
    found = [one for one in served.running(state) if not (one.is_here and _is_below(one.pid, kept))]
    return [
        f"a model server that was started with peel serve answers at port {one.port} {_how_to_end(one)}"
        for one in found
    ]


def _how_to_end(one: Served) -> str:
    """A number of another container is none to kill here."""
    if one.is_here:
        return f"(process {one.pid}): Ctrl-C where it runs, or kill {one.pid}, ends it"
    return "(in another container, or of another user): Ctrl-C where it runs ends it"


def _is_below(pid: int, kept: set[int | None]) -> bool:
    """Whether a process is one of these, or their child; as far as the system tells (/proc)."""
    try:
        said = Path("/proc", str(pid), "stat").read_text("utf-8", "replace")
    except OSError:
        return pid in kept
    return not {pid, int(said.rpartition(")")[2].split()[1])}.isdisjoint(kept)


def refuse_second(project: Path, serve: Serve) -> None:
    """Raise P918 where the server of this installation listens already; its keeper would start it again if it were ended."""
    if is_running(state_of(project.resolve())) and is_taken(serve):
        raise second(
            serve,
            "which peel up keeps",
            do="ask that one: peel status says how it stands, and peel down ends it; or choose another port with --port",
        )


def second(serve: Serve, who: str, *, do: str) -> PeelError:
    """P918, of a server that answers already."""
    return PeelError(
        "P918",
        "the model server of this project runs already",
        got=f"{url_of(serve)}, {who}",
        allowed="one server on a port",
        do=do,
    )


def start(
    project: Path,
    *,
    on_change: OnChange,
    command: Sequence[str] = COMMAND,
    limit_s: float = START_LIMIT_S,
) -> Keeping | None:
    """Start the keeper, which outlives this process, and wait until all that it keeps runs.

    None where another keeper runs here already. Raises P914 when something does not start; nothing runs then.
    """
    state = state_of(project.resolve())
    log = state.logs / "keeper.log"
    with files.guard(log):
        log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "ab") as output:
            process = subprocess.Popen(
                command,
                cwd=project,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=child_environment(),
                start_new_session=True,
            )
    try:
        return _started(process, state, on_change=on_change, limit_s=limit_s)
    except BaseException:  # also Ctrl-C: what was not seen to start shall not run
        process.terminate()
        process.wait()
        raise


def _started(
    process: subprocess.Popen[bytes], state: State, *, on_change: OnChange, limit_s: float
) -> Keeping | None:
    deadline, seen = time.monotonic() + limit_s, None
    while time.monotonic() < deadline:
        with contextlib.suppress(subprocess.TimeoutExpired):
            if process.wait(0.2) == ANOTHER:
                return None
            raise refusal(failed(state, process.pid) or "the keeper ended without a word", state)
        board = _board(state, process.pid)
        if board is not None and board != seen:
            seen = board
            on_change(board)
            if all(each.standing == "runs" for each in board.kept):
                process.returncode = 0  # it outlives us, and Python need not warn of that
                return board
    raise refusal(f"not all of it ran within {limit_s:.0f} s", state)


def _board(state: State, pid: int) -> Keeping | None:
    try:
        board = Keeping.read(state.folder / BOARD)
    except PeelError:
        return None
    return board if board.pid == pid else None


def failed(state: State, pid: int) -> str:
    """Why the keeper of that number gave up, in its own words."""
    board = _board(state, pid)
    return board.failed if board else ""


def refusal(words: str, state: State) -> PeelError:
    """P914, with what the keeper says."""
    return PeelError(
        "P914",
        "the installation did not start, and nothing of it runs",
        got=words,
        allowed="a Prefect server, the flows and the model server, all running",
        do=f"mend what it says, then: peel up. All that they printed stands in {state.logs} and {state.prefect}/server.log",
    )


def stop(state: State) -> bool:
    """End the keeper and all that it keeps; whether there was one. Raises P916 when it cannot be reached from here.

    Its number is believed only while the lock is held, and only where the process of that number holds it: a stale one
    may belong to anybody by now.
    """
    number = files.holder(state.folder / LOCK)
    if number is None:
        return False
    try:
        handle = os.pidfd_open(number)
    except (OSError, OverflowError) as error:
        return _gone_or_refused(state, number, error=error)
    try:
        if not _holds(number, state.folder / LOCK):
            return _gone_or_refused(state, number)
        for what, limit_s in ((signal.SIGTERM, STOP_LIMIT_S), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, what)
            if select.select([handle], [], [], limit_s)[0]:
                break
    finally:
        os.close(handle)
    return True


def _gone_or_refused(state: State, number: int, *, error: Exception | None = None) -> bool:
    if files.holder(state.folder / LOCK) is None:
        return False  # it has just ended
    raise PeelError(
        "P916",
        "the installation's keeper cannot be reached from here",
        got=f"process {number} does not hold {LOCK}",
        allowed="the machine or container, and the user, that `peel up` was typed in",
        do="type `peel down` where `peel up` was typed",
    ) from error


def _holds(number: int, path: Path) -> bool:
    """Whether that process has the file open; as far as the system tells (/proc)."""
    folder = Path("/proc", str(number), "fd")
    if not folder.parent.parent.joinpath("self").exists():
        return True
    with contextlib.suppress(OSError):
        return any(os.path.samefile(each, path) for each in folder.iterdir() if each.exists())
    return False
