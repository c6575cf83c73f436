"""What is watched, and what happens: GET /v1/watch and the stream of GET /v1/events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from peel.feedback import happened
from peel.serving.refusals import not_understood
from peel.serving.routes.form import need, refused, said
from peel.serving.server import Server, of
from peel.types.ledger import Happened
from peel.types.serving import Event, Watches
from peel.watch import turn

ROUTES = APIRouter()
STREAM = "text/event-stream"
_EVERY_S, _STILL_HERE_S = 1.0, 15.0
_GUARDED = refused(401, 403, 422, 429, 503, 507)


@ROUTES.get("/v1/watch", response_model=Watches, responses=_GUARDED)
async def v1_watch(request: Request) -> Response:
    """Every watch of the model that answers, the whole one first: its colour, how sure, and what would decide."""
    need(request, "look")
    watched = await asyncio.to_thread(turn.standing, of(request).store)
    told = tuple(one.model_dump(mode="json", exclude={"schema_"}) for one in watched)
    return said(Watches(watches=told))


@ROUTES.get(
    "/v1/events",
    response_class=StreamingResponse,
    responses={200: {"content": {STREAM: {}}, "model": Event}, **_GUARDED},
)
async def v1_events(request: Request) -> Response:
    """What happens from now on, as server-sent events; after the header Last-Event-ID what came since."""
    need(request, "look")
    server = of(request)
    last = request.headers.get("last-event-id")
    if last is not None and not (last.isascii() and last.isdigit() and len(last) < 18):
        raise not_understood(f"Last-Event-ID: {last[:40]}", "the id of an event")
    since = int(last) if last else await asyncio.to_thread(happened.last, server.store)
    return StreamingResponse(_stream(server, since), media_type=STREAM)


async def _stream(server: Server, since: int) -> AsyncIterator[str]:
    """Events as they come; a word in between, so that a proxy does not end the stream."""
    yield ": from now on\n\n"
    quiet_s = 0.0
    while not server.live.is_ending:
        new = await asyncio.to_thread(happened.after, server.store, since)
        for one in new:
            since = one.id
            yield _event(one)
        quiet_s = 0.0 if new else quiet_s + _EVERY_S
        if quiet_s >= _STILL_HERE_S:
            quiet_s = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(_EVERY_S)


def _event(one: Happened) -> str:
    told = Event(at=one.at, type=one.type, data=one.data)
    return f"id: {one.id}\nevent: {one.type}\ndata: {told.model_dump_json()}\n\n"
