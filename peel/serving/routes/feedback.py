"""POST /v1/feedback and /v1/feedback/batch."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from peel.bundle.predict import Model
from peel.errors import PeelError
from peel.feedback import drawn, tickets
from peel.serving import bodies
from peel.serving.bodies import Limit
from peel.serving.labels import Said, said_of
from peel.serving.refusals import not_here, not_understood
from peel.serving.routes.form import need, refused, said, takes
from peel.serving.server import Server, of
from peel.types.key import Key
from peel.types.serving import Feedback, FeedbackBatch, Taken
from peel.types.ticket import LETTERS, Label

ROUTES = APIRouter()
_BYTES = 2**20
_KEPT, _SAME, _FORGED, _MANY, _OUTSIDE = "kept", "same", "forged", "too many", "outside"
_ANSWERS = {
    201: {"model": Taken, "description": "On disk"},
    202: {"model": Taken, "description": "Not all of it: the outcomes say what became of each"},
    **refused(401, 403, 408, 413, 415, 422, 429, 503, 507),
}


@ROUTES.post(
    "/v1/feedback", response_model=Taken, responses=_ANSWERS, openapi_extra=takes(Feedback)
)
async def v1_feedback(request: Request) -> Response:
    """Take back what is true of one ticket: 201 when it is on disk, 200 when it was, 202 when it waits for its ticket."""
    key = need(request, "feedback")
    item = await bodies.read_json(request, _limit(request), record=Feedback)
    taken = await _take(request, key, items=[item])
    await _refuse(of(request), taken.outcomes[0], item=item)
    return _told(taken)


@ROUTES.post(
    "/v1/feedback/batch",
    response_model=Taken,
    responses=_ANSWERS,
    openapi_extra=takes(FeedbackBatch),
)
async def v1_feedback_batch(request: Request) -> Response:
    """Take back several at once; the outcomes stand in their order."""
    key = need(request, "feedback")
    batch = await bodies.read_json(request, _limit(request), record=FeedbackBatch)
    return _told(await _take(request, key, items=batch.items))


def _limit(request: Request) -> Limit:
    return Limit(_BYTES, of(request).limit.seconds)


async def _take(request: Request, key: Key, *, items: Sequence[Feedback]) -> Taken:
    server = of(request)
    state = partial(_labels, items, key, models=_models(request), now=server.now())
    # A thousand boxes cost some 10 ms: many of them are stated beside the loop, which goes on answering.
    labels = state() if len(items) == 1 else await asyncio.to_thread(state)
    outcomes = await asyncio.wrap_future(server.writer.put_labels(labels))
    for outcome in outcomes:
        server.meters.labels.labels(key.trust, outcome).inc()
    return Taken(outcomes=tuple(outcomes))


def _labels(
    items: Sequence[Feedback], key: Key, *, models: Sequence[Model], now: float
) -> list[Label]:
    return [_label(item, key, stated=said_of(item, models), now=now) for item in items]


def _told(taken: Taken) -> Response:
    outcomes = set(taken.outcomes)
    status = 202 if outcomes - {_KEPT, _SAME} else 201 if _KEPT in outcomes else 200
    return said(taken, status=status)


def _models(request: Request) -> list[Model]:
    """The model that answers, and the one before it: what it answered may still be labelled."""
    live = of(request).live
    return [one.model for one in (live.now(), live.previous) if one]


async def _refuse(server: Server, outcome: str, *, item: Feedback) -> None:
    """Raise P858 for a ticket that this installation never gave, P859 for one that was said enough of, P865 for boxes beyond its picture."""
    if outcome == _FORGED:
        raise not_here(
            f"ticket {item.ticket}",
            allowed="a ticket that came with an answer",
            do="send back the ticket as /v1/predict gave it",
        )
    if outcome == _MANY:
        raise PeelError(
            "P859",
            "too many labels",
            got=f"one more for ticket {item.ticket}",
            allowed="a few for a ticket, and few that wait for theirs",
            do="send one label for each ticket",
        )
    if outcome == _OUTSIDE:
        ticket = await asyncio.to_thread(tickets.find, server.store, item.ticket)
        size = f"{ticket.width} x {ticket.height} pixels" if ticket else "another size"
        raise drawn.outside(f"boxes that reach beyond a picture of {size}")


def _label(item: Feedback, key: Key, *, stated: Said, now: float) -> Label:
    client = item.client or secrets.token_hex(8)
    fields: dict[str, Any] = {
        "ticket": item.ticket,
        "by": key.id,
        "trust": key.trust,
        "client": client,
        "at": now,
    }
    try:
        return Label(label=stated.text, reach=stated.reach, **fields)
    except ValidationError as error:
        raise not_understood("names that are too long together", f"{LETTERS:,} letters") from error
