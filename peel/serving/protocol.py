"""HTTP by uvicorn, without its patience: the head of a request has a time and a size."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536


class Impatient(HttpToolsProtocol):
    """Ends a connection whose request has no whole head after `head_s` seconds, or a head of more than `HEAD_BYTES`."""

    head_s = 10.0
    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: Any) -> None:
        """The clock of the first request begins with the connection."""
        super().connection_made(transport)
        self._begin()

    def on_message_begin(self) -> None:
        """The clock of a further request begins with its first byte."""
        super().on_message_begin()
        self._begin()

    def on_headers_complete(self) -> None:
        """Head and all: the time and size of the body are the route's."""
        self._end()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head."""
        super().data_received(data)
        if self._timer is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._end()
        super().connection_lost(exc)

    def _begin(self) -> None:
        self._end()
        self._head_bytes = 0
        self._timer = self.loop.call_later(self.head_s, self._give_up)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._end()
        self.transport.abort()
