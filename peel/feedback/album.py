"""Pictures on their way to disk: one after the other, beside everything else, for nobody waits for them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from peel.feedback import pictures
from peel.feedback.box import Tally
from peel.feedback.pictures import Pixels
from peel.project.state import State


class Album:
    """Keeps pictures; what is more than `most_mb` at once, or cannot be written, is counted as lost."""

    def __init__(self, state: State, *, most_mb: float, tally: Tally) -> None:
        self.state, self._most_mb, self._tally = state, most_mb, tally
        self._mb, self._lock = 0.0, threading.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="peel-pictures")

    def put(self, item: str, picture: Pixels | bytes) -> None:
        """Keep the picture with the digest `item` soon."""
        mb = (len(picture) if isinstance(picture, bytes) else picture.nbytes) / 1e6
        with self._lock:
            if self._mb + mb > self._most_mb:
                self._tally.add(lost_pictures=1)
                return
            self._mb += mb
        self._thread.submit(self._keep, item, picture, mb=mb)

    def _keep(self, item: str, picture: Pixels | bytes, *, mb: float) -> None:
        try:
            pictures.keep(self.state, item, picture=picture)
        except Exception:  # a full disk, a broken file: the next one may go well
            self._tally.add(lost_pictures=1)
        with self._lock:
            self._mb -= mb

    def close(self) -> None:
        """Keep what waits, and end."""
        self._thread.shutdown()
