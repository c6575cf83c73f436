"""The store's file and its log (store.db-wal) belong together: into another file put beside it, SQLite would write what the log holds."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from shlex import quote

from peel import files
from peel.errors import PeelError

# Beside the store: which file was seen with which log, so that a process that begins anew tells them apart.
NOTE = "store.pair"
_Seen = list[int] | None


class Pair:
    """The file at `path` as an engine saw it first; it is never left for another one."""

    def __init__(self, path: Path) -> None:
        self._path, self._log = path, path.with_name(f"{path.name}-wal")
        self._note = path.with_name(NOTE)
        self._first: _Seen = None

    def check(self) -> None:
        """Raise P831 where the file is gone, or is another than before, or lies beside the log of another."""
        now = _seen(self._path)
        if now is None:
            raise _refused(f"{self._path}: the file is gone", "bring it back with its store.db-wal")
        if self._first is None and not self._has_log_of_another(now):
            self._first = now
        if now != self._first:
            raise self._another()

    def note(self) -> None:
        """Write down that the file and the log are one pair; where that fails, only this process knows."""
        pair = {"file": _seen(self._path), "log": _seen(self._log)}
        if pair["file"] == self._first and pair != self._noted():
            with contextlib.suppress(PeelError, OSError):
                files.write_json(self._note, pair)

    def _has_log_of_another(self, now: _Seen) -> bool:
        """Whether the log is still the one that was seen, but the file is not."""
        noted = self._noted()
        log = noted.get("log")
        return log is not None and log == _seen(self._log) and noted.get("file") != now

    def _noted(self) -> dict[str, _Seen]:
        with contextlib.suppress(PeelError):
            found = files.read_json(self._note)
            return found if isinstance(found, dict) else {}
        return {}

    def _another(self) -> PeelError:
        folder = quote(str(self._path.parent))
        return _refused(
            f"{self._path}: another file was put in the place of the one that is open, or that store.db-wal is the log of",
            "put the file before back; or keep this one: peel down (or end peel serve), move store.db-wal and store.db-shm "
            f"out of {folder}, and start again",
        )


def _refused(got: str, do: str) -> PeelError:
    return no_answer(got, allowed="the file that was opened first, with its own log", do=do)


def no_answer(got: str, *, allowed: str, do: str) -> PeelError:
    """P831."""
    return PeelError("P831", "the store does not answer", got=got, allowed=allowed, do=do)


def _seen(path: Path) -> _Seen:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return [found.st_dev, found.st_ino]
