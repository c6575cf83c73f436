"""Which model servers of a project answer on this machine, however they were started: each holds a file that is named by its port."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from peel import files
from peel.errors import PeelError
from peel.project.state import State

_FILE = "serve-{}.lock"


class Served(NamedTuple):
    """A server: where it listens, its process, and whether that number is one of this machine: another container has numbers of its own."""

    port: int
    pid: int
    is_here: bool


@contextlib.contextmanager
def noted(state: State, port: int) -> Iterator[None]:
    """Let others see for the time of the block that a server listens there; where that cannot be written, nobody sees it."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(PeelError, OSError):
            stack.enter_context(files.lock(_path(state, port), "a model server"))
            stack.callback(_path(state, port).unlink, missing_ok=True)
        yield


def running(state: State) -> list[Served]:
    """The servers that answer now; a killed one holds nothing."""
    found = []
    for path in sorted(state.folder.glob(_FILE.format("*"))):
        number, port = files.holder(path), path.stem.removeprefix("serve-")
        if number is not None and port.isdecimal():
            found.append(Served(int(port), number, _is_here(number, path)))
    return found


def _is_here(pid: int, path: Path) -> bool:
    """Whether the process of this number has the file open; True where the system does not tell (/proc)."""
    if not Path("/proc/self/fd").is_dir():
        return True
    with contextlib.suppress(OSError):
        return any(_is_same(one, path) for one in Path("/proc", str(pid), "fd").iterdir())
    return False


def _is_same(one: Path, path: Path) -> bool:
    with contextlib.suppress(OSError):  # closed meanwhile
        return one.samefile(path)
    return False


def _path(state: State, port: int) -> Path:
    return state.folder / _FILE.format(port)
