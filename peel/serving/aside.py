"""What is done beside the answers, and so that nobody who asks can tell for which of them: later, at a time that chance says."""

from __future__ import annotations

import logging
import random
import threading
from collections import deque
from collections.abc import Callable

# Pieces of work that may wait, and the bytes of the pictures that they hold.
_MOST, _MOST_BYTES = 1_000, 64 * 10**6
# Seconds between two looks at what waits.
_PAUSE_S = (0.1, 0.6)
_log = logging.getLogger("peel.serving")


class Aside:
    """One thread that does, some tenths of a second later, whatever came meanwhile; in order."""

    def __init__(self, pause_s: tuple[float, float] = _PAUSE_S) -> None:
        """Begin to look."""
        self._pause_s, self._chance = pause_s, random.SystemRandom()
        self._waiting: deque[tuple[Callable[[], None], int]] = deque()
        self._n_bytes, self.left_out = 0, 0
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="aside", daemon=True)
        self._thread.start()

    def put(self, work: Callable[[], None], *, n_bytes: int = 0) -> bool:
        """Do it soon; False, and counted, where too much waits already. One piece is taken where nothing waits, whatever its size."""
        with self._lock:
            is_over = self._n_bytes + n_bytes > _MOST_BYTES
            if len(self._waiting) >= _MOST or (self._waiting and is_over):
                self.left_out += 1
                return False
            self._n_bytes += n_bytes
            self._waiting.append((work, n_bytes))
            return True

    def close(self) -> None:
        """Do what waits, and end."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._chance.uniform(*self._pause_s)):
            self._drain()
        self._drain()

    def _drain(self) -> None:
        while self._waiting:
            work, n_bytes = self._waiting[0]
            try:
                work()
            except Exception:
                _log.exception("what is done beside an answer failed")
            with self._lock:
                self._waiting.popleft()
                self._n_bytes -= n_bytes
