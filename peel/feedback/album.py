"""Pictures on their way to disk: one after the other, beside everything else, for nobody waits for them."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from peel.feedback import pictures
from peel.feedback.box import Tally
from peel.feedback.pictures import Pixels
from peel.project.state import State


class Album:
    """Keeps pictures; what is more than `most_mb` at once, or cannot be written, is counted as lost."""

    def __init__(self, state: State, *, most_mb: float, tally: Tally) -> None:
        self.state, self._most_mb, self._tally = state, most_mb, tally
        self._mb, self._lock = 0.0, threading.Lock()
        self._held: dict[str, Pixels | bytes] = {}  # by their tickets
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="peel-pictures")

    def hold(self, ticket: str, picture: Pixels | bytes) -> bool:
        """Hold an answer's picture until it is settled; False, and counted, where too much is held. Where nothing is held there is room."""
        mb = _mb_of(picture)
        with self._lock:
            if self._mb and self._mb + mb > self._most_mb:
                self._tally.add(lost_pictures=1)
                return False
            self._mb += mb
            self._held[ticket] = picture
            return True

    def settle(self, rows: Sequence[Mapping[str, Any]], *, found: Collection[str]) -> None:
        """Keep the pictures of those answers whose tickets were found, soon, and let those of the others go."""
        for row in rows:
            picture = self._held.pop(row["ticket"], None)
            if picture is None:
                continue
            if row["ticket"] in found:
                self._thread.submit(self._keep, row["item"], picture)
            else:
                self._drop(picture)

    def _keep(self, item: str, picture: Pixels | bytes) -> None:
        try:
            pictures.keep(self.state, item, picture=picture)
        except Exception:  # a full disk, a broken file: the next one may go well
            self._tally.add(lost_pictures=1)
        self._drop(picture)

    def _drop(self, picture: Pixels | bytes) -> None:
        with self._lock:
            self._mb -= _mb_of(picture)

    def close(self) -> None:
        """Keep what waits, and end."""
        self._thread.shutdown()


def _mb_of(picture: Pixels | bytes) -> float:
    return (len(picture) if isinstance(picture, bytes) else picture.nbytes) / 1e6
