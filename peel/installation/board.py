"""What runs, written to a file at each change, for `peel up` and `peel status` to read."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from peel import clock, files
from peel.errors import PeelError
from peel.text import printable
from peel.types.installation import Keeping, Kept


class Board:
    """One line a process; written by several threads of the keeper."""

    def __init__(self, path: Path, names: tuple[str, ...]) -> None:
        self.path, self.changed = path, threading.Condition()
        at = clock.now()
        kept = tuple(Kept(name=name, since=at) for name in names)
        self.keeping = Keeping(pid=os.getpid(), since=at, kept=kept)
        self._write()

    def note(self, name: str, **changes: Any) -> None:
        """Change one line; its time is that of the last change of its standing."""
        with self.changed:
            self.keeping = self.keeping.model_copy(
                update={
                    "kept": tuple(
                        _changed(each, changes) if each.name == name else each
                        for each in self.keeping.kept
                    )
                }
            )
            self._write()
            self.changed.notify_all()

    def fail(self, words: str) -> None:
        """Say why the keeper gives up."""
        with self.changed:
            self.keeping = self.keeping.model_copy(update={"failed": words})
            self._write()

    def of(self, name: str) -> Kept:
        """The line of one process."""
        return next(each for each in self.keeping.kept if each.name == name)

    def _write(self) -> None:
        """A full disk must not end what runs: then nobody is told. Nor is a folder made anew that was moved meanwhile."""
        if not self.path.parent.is_dir():
            return
        try:
            files.write_text(self.path, self.keeping.to_json())
        except (OSError, PeelError):
            return


def _changed(kept: Kept, changes: dict[str, Any]) -> Kept:
    """The line with its changes; another standing is told in the keeper's own log too."""
    if changes.get("standing", kept.standing) == kept.standing:
        return kept.model_copy(update=changes)
    new = kept.model_copy(update={"since": clock.now(), **changes})
    print(
        clock.iso(new.since),
        printable(f"{new.name} {new.standing} {new.words}").strip(),
        flush=True,
    )
    return new
