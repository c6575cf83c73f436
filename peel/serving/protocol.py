"""HTTP by uvicorn, without its patience: the head of a request has a time and a size; what is no request gets a refusal as every other."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from peel.errors import PeelError
from peel.serving import refusals

HEAD_BYTES = 65_536
# So long a connection that was refused is still read, and nothing done with it: closed at once, its answer could be lost.
_LINGER_S = 1.0
_log = logging.getLogger("peel.serving")


class _Head:
    """The head that is awaited: since when, and how much of it came."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop, self.n_bytes = loop, 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def is_awaited(self) -> bool:
        return self._timer is not None

    def begin(self, seconds: float, give_up: Callable[[], None]) -> None:
        self.end()
        self.n_bytes = 0
        self._timer = self._loop.call_later(seconds, give_up)

    def end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Impatient(HttpToolsProtocol):
    """Ends a connection whose request has no whole head after `head_s` seconds, or a head of more than `HEAD_BYTES`."""

    head_s = 10.0
    _is_refused = False

    def connection_made(self, transport: Any) -> None:
        """The clock of the first request begins with the connection."""
        super().connection_made(transport)
        self._head = _Head(self.loop)
        self._head.begin(self.head_s, self._give_up)

    def on_message_begin(self) -> None:
        """The clock of a further request begins with its first byte."""
        super().on_message_begin()
        self._head.begin(self.head_s, self._give_up)

    def on_headers_complete(self) -> None:
        """Head and all: the time and size of the body are the route's."""
        self._head.end()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Count what belongs to a head."""
        if self._is_refused:
            return
        super().data_received(data)
        if self._head.is_awaited:
            self._head.n_bytes += len(data)
            if self._head.n_bytes > HEAD_BYTES:
                self._refuse(431, _too_long())

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 (uvicorn calls it)
        """What is no HTTP: a head that cannot be read, or bytes behind the end of a body."""
        if len(self.url) > HEAD_BYTES:
            self._refuse(431, _too_long())
        else:
            told = refusals.not_understood("bytes that are no HTTP", "HTTP/1.1 (RFC 9112)")
            self._refuse(400, told)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._head.end()
        super().connection_lost(exc)

    def _give_up(self) -> None:
        """A connection on which nothing was said ends without a word."""
        if self._head.n_bytes:
            self._refuse(408, refusals.too_slow(f"no whole head within {self.head_s:g} s"))
        else:
            self.transport.abort()

    def _refuse(self, status: int, error: PeelError) -> None:
        """Answer for the last time; where another answer is on its way, end it."""
        self._head.end()
        self.pipeline.clear()
        if self.cycle and not self.cycle.response_complete:
            if self.cycle.response_started:
                self.transport.abort()
                return
            self.cycle.disconnected = True  # it says nothing any more
            self.cycle.message_event.set()
        self._is_refused = True
        self.transport.write(_last_words(status, error))
        self.loop.call_later(_LINGER_S, self.transport.abort)


def _too_long() -> PeelError:
    allowed = f"at most {HEAD_BYTES} bytes before the body"
    do = "send a shorter address and fewer headers"
    return refusals.too_much("address and headers", allowed=allowed, do=do)


def _last_words(status: int, error: PeelError) -> bytes:
    """The whole answer of a connection that ends, logged as every other."""
    request_id = secrets.token_hex(8)
    told = refusals.problem(error, request_id=request_id).model_copy(update={"status": status})
    body = told.model_dump_json(exclude_none=True).encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"content-type: {refusals.MEDIA}",
        f"content-length: {len(body)}",
        f"x-request-id: {request_id}",
        "connection: close",
    )
    logged = {"request": request_id, "status": status, "refused": error.code}
    _log.info("request", extra={"told": logged})
    return "\r\n".join((*head, "", "")).encode() + body
