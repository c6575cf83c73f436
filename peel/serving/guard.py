"""What stands before every route: a request's id, the names it may call, one line of log, and no mistake without its answer."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Collection

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from peel.errors import PeelError
from peel.serving import access, refusals
from peel.serving.meters import Meters

_ID = re.compile(r"[\w.:-]{1,64}", re.ASCII)
_log = logging.getLogger("peel.serving")
# What a cluster asks by whatever name it has for the machine; they tell nothing.
_OPEN = ("/livez", "/readyz", "/v2/health/live", "/v2/health/ready")


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, *, names: Collection[str], meters: Meters) -> None:
        """Around `app`, for requests that call the server by one of `names`."""
        self.app, self.names, self.meters = app, frozenset(names), meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: PLR0917 (ASGI)
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if scope["method"] == "HEAD" and scope["path"] in _OPEN:
            scope = {**scope, "method": "GET"}  # the body is left out below, by uvicorn
        request = HTTPConnection(scope)
        seen = _Seen(_id_of(request), send)
        scope["state"]["request_id"] = seen.request_id
        try:
            if scope["path"] not in _OPEN:
                access.check_host(request, self.names)
            await self.app(scope, receive, seen.send)
        except PeelError as error:
            scope["state"]["refused"] = error.code
            answer = refusals.response(error, request)
            await answer(scope, receive, seen.send)
        except Exception:
            _log.exception("failed", extra={"told": {"request": seen.request_id}})
            if not seen.status:
                answer = refusals.response(refusals.unexpected(), request)
                await answer(scope, receive, seen.send)
        finally:
            self._tell(scope, seen)

    def _tell(self, scope: Scope, seen: _Seen) -> None:
        """Count and log it; of the request nothing that names a person: no query, no body, no key but its id."""
        route = getattr(scope.get("route"), "path", "none")
        taken_s, state = time.monotonic() - seen.began, scope["state"]
        self.meters.requests.labels(route, str(seen.status)).inc()
        self.meters.seconds.labels(route).observe(taken_s)
        if "refused" in state:
            self.meters.refused.labels(state["refused"]).inc()
        told = {
            "request": seen.request_id,
            "method": scope["method"],
            "route": route,
            "status": seen.status,
            "ms": round(1000 * taken_s, 2),
        }
        told |= {name: state[name] for name in ("key", "model", "refused") if name in state}
        _log.info("request", extra={"told": told})


class _Seen:
    """What is noticed of one request on its way out."""

    def __init__(self, request_id: str, send: Send) -> None:
        self.request_id, self._send = request_id, send
        self.began, self.status = time.monotonic(), 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [
                *message["headers"],
                (b"x-request-id", self.request_id.encode("ascii")),
                (b"x-content-type-options", b"nosniff"),
                (b"cache-control", b"no-store"),
            ]
        await self._send(message)


def _id_of(request: HTTPConnection) -> str:
    """The caller's own id where it is harmless, else a new one."""
    given = request.headers.get("x-request-id", "")
    return given if _ID.fullmatch(given) else secrets.token_hex(8)
