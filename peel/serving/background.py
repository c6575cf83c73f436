"""What a server does beside answering: looks at keys and pointer, and turns the watch."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable

from peel.errors import PeelError
from peel.feedback import keys
from peel.serving import follow
from peel.serving.server import Server

_log = logging.getLogger("peel.serving")
_EVERY_S = 0.5


class Background:
    """A thread, for the time of a block."""

    def __init__(self, server: Server) -> None:
        """Of this server."""
        self.server = server
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="background", daemon=True)
        self._failing: dict[str, str] = {}

    def __enter__(self) -> Background:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End, after what is being done."""
        self._ended.set()
        self._thread.join()

    def turn(self) -> None:
        """Everything once; what fails is told when it begins to fail, and the rest goes on."""
        self._try("keys", self._keys)
        self._try("pointer", lambda: follow.look(self.server))
        self._try("epoch", lambda: follow.open_watch(self.server))

    def _run(self) -> None:
        while not self._ended.wait(_EVERY_S):
            self.turn()

    def _try(self, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            words = str(error)
            if self._failing.get(name) != words:
                _log.error(
                    f"{name} failed",
                    extra={"told": {"error": words}},
                    exc_info=not isinstance(error, PeelError),
                )
            self._failing[name] = words
            self.server.meters.trouble.labels(name).set(1)
        else:
            if self._failing.pop(name, None) is not None:
                _log.info(f"{name} works again")
            with contextlib.suppress(KeyError):
                self.server.meters.trouble.remove(name)

    def _keys(self) -> None:
        self.server.keyring.known = tuple(keys.all_keys(self.server.store))
