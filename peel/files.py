"""Files that are whole or not there: write beside, then rename; and a lock that says who holds it."""

from __future__ import annotations

import contextlib
import errno
import glob
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from peel import damage
from peel.errors import PeelError
from peel.text import from_json

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR_BYTE = 2**20


def write_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step; raises P701 (disk full), P702 (not permitted)."""
    with guard(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
            raise


def write_synced(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step that a loss of power does not undo once this returns."""
    with guard(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        sync(path.parent)


def sync(path: Path) -> None:
    """See to it that a file's bytes, or a folder's list of names, are on disk; Windows has no way to ask it of a folder."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Put `text` at `path` in one step, as UTF-8."""
    write_bytes(path, text.encode("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Put `value` at `path` as JSON with sorted keys and a final newline: the same value, the same bytes."""
    write_text(path, json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def read_json(path: Path) -> Any:
    """The value in the JSON file at `path`; raises P704 where it is not there or holds something else."""
    try:
        return from_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise damage.unreadable(path, error) from error


@contextlib.contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A temporary folder on the same disk that takes the place of `path` when the block ends well.

    A block that raises, or a process that is killed, leaves what stood at `path` untouched; what a killed
    one left beside it is tidied by the next. One writer a path at a time.
    """
    with guard(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _tidy(path)
        work = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".tmp-{path.name}-"))
        work.chmod(0o755)
        try:
            yield work
            old = path.with_name(f".old-{path.name}")
            if path.exists():
                path.rename(old)
            work.rename(path)
            shutil.rmtree(old, ignore_errors=True)
        except BaseException:
            _tidy(path)
            raise


def _tidy(path: Path) -> None:
    """Put back what a kill between the two renames had moved away, and remove half-written folders."""
    old = path.with_name(f".old-{path.name}")
    if old.exists() and not path.exists():
        old.rename(path)
    for left in (old, *path.parent.glob(f".tmp-{glob.escape(path.name)}-*")):
        shutil.rmtree(left, ignore_errors=True)


@contextlib.contextmanager
def guard(path: Path) -> Iterator[None]:
    """Turn a full disk (or a limit on files), a read-only target or a missing permission under `path` into P701 / P702."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise PeelError(
                "P701",
                "disk full while writing",
                got=path,
                allowed="a disk with room for it",
                do="free some space and run the same command again; nothing was lost",
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            is_own = Path(str(error.filename)).name.startswith(".tmp-")
            got = path if is_own or not error.filename else error.filename
            raise _forbidden(got, is_read_only=error.errno == errno.EROFS) from error
        raise


def refuse_unwritable(path: Path) -> None:
    """Raise P701 or P702 where nothing new can be made at `path`, before hours of work for it; the folders around it may be missing."""
    around = next(folder for folder in (*path.absolute().parents, path) if folder.is_dir())
    with guard(path):
        try:
            os.rmdir(tempfile.mkdtemp(dir=around, prefix=".tmp-"))
        except FileNotFoundError as error:  # as /proc says it
            raise _forbidden(path, is_read_only=False) from error


def _forbidden(got: object, *, is_read_only: bool) -> PeelError:
    return PeelError(
        "P702",
        "the disk is read-only" if is_read_only else "not permitted to write",
        got=got,
        allowed="a place that you may write to",
        do="choose another folder, or change its permissions",
    )


@contextlib.contextmanager
def lock(path: Path, what: str) -> Iterator[None]:
    """Hold `path` for this process; raises P703 when another process holds it. A dead holder holds nothing."""
    with guard(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    with file:
        try:
            _hold(file)
        except (BlockingIOError, PermissionError) as error:
            file.seek(0)
            raise PeelError(
                "P703",
                f"{what} is running already",
                got=f"process {file.read().strip() or 'unknown'}",
                allowed="one at a time in a project",
                do="wait until it ends, or stop it with Ctrl-C where it runs",
            ) from error
        with guard(path):
            file.truncate(0)
            os.write(file.fileno(), str(os.getpid()).encode())  # no buffer left to fail at the end
        yield


def holder(path: Path) -> int | None:
    """The process that holds the lock `path`, or None when none does."""
    try:
        with path.open("r+", encoding="utf-8") as file:
            try:
                _hold(file)
            except (BlockingIOError, PermissionError):
                file.seek(0)
                said = file.read().strip()
                return int(said) if said.isdigit() else 0
    except FileNotFoundError:
        pass
    return None


def _hold(file: IO[str]) -> None:
    """Raises BlockingIOError, or PermissionError on Windows, where another process holds it.

    The system lets go when the process ends, however it ends.
    """
    if sys.platform == "win32":
        file.seek(_FAR_BYTE)  # a locked byte cannot be read there, and the holder's number must be
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
