"""HTTP by uvicorn, without its patience: the head of a request has a time and a size; what is no request gets a refusal as every other."""

from __future__ import annotations

import asyncio
import logging
import secrets
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from peel.errors import PeelError
from peel.serving import refusals

HEAD_BYTES = 65_536
# So long a connection that was refused is still read, and nothing done with it: closed at once, its answer could be lost.
_LINGER_S = 1.0
_log = logging.getLogger("peel.serving")


class Impatient(HttpToolsProtocol):
    """Ends a connection whose request has no whole head after `head_s` seconds, or a head of more than `HEAD_BYTES`."""

    head_s = 10.0
    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _is_refused = False

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
        if self._is_refused:
            return
        super().data_received(data)
        if self._timer is not None:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse_head()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn calls it)
        """What is no HTTP: a head that cannot be read, or bytes behind the end of a body."""
        if len(self.url) > HEAD_BYTES:
            self._refuse_head()
        else:
            told = refusals.not_understood("bytes that are no HTTP", "HTTP/1.1 (RFC 9112)")
            self._refuse(400, told)

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
        """A connection on which nothing was said ends without a word."""
        if self._head_bytes:
            self._refuse(408, refusals.too_slow(f"no whole head within {self.head_s:g} s"))
        else:
            self._end()
            self.transport.abort()

    def _refuse_head(self) -> None:
        allowed = f"at most {HEAD_BYTES} bytes before the body"
        do = "send a shorter address and fewer headers"
        self._refuse(431, refusals.too_much("address and headers", allowed=allowed, do=do))

    def _refuse(self, status: int, error: PeelError) -> None:
        """Answer for the last time; where another answer is on its way, end it."""
        self._end()
        self.pipeline.clear()
        if self.cycle and not self.cycle.response_complete:
            if self.cycle.response_started:
                self.transport.abort()
                return
            self.cycle.disconnected = True  # it says nothing any more
            self.cycle.message_event.set()
        self._is_refused, request_id = True, secrets.token_hex(8)
        told = refusals.problem(error, request_id=request_id).model_copy(update={"status": status})
        body = told.model_dump_json(exclude_none=True).encode()
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
            f"content-type: {refusals.MEDIA}",
            f"content-length: {len(body)}",
            f"x-request-id: {request_id}",
            "connection: close",
        )
        self.transport.write("\r\n".join((*head, "", "")).encode() + body)
        self.loop.call_later(_LINGER_S, self.transport.abort)
        _log.info(
            "request",
            extra={"told": {"request": request_id, "status": status, "refused": error.code}},
        )
