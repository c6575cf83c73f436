"""POST /v1/feedback and /v1/feedback/batch."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from peel.errors import PeelError
from peel.feedback.cell import names_in
from peel.problem import Problem
from peel.serving import bodies
from peel.serving.bodies import Limit
from peel.serving.refusals import not_here, not_understood
from peel.serving.routes.form import need, refused, said, takes
from peel.serving.server import of
from peel.types.key import Key
from peel.types.serving import Feedback, FeedbackBatch, Taken
from peel.types.ticket import Label

ROUTES = APIRouter()
_BYTES = 2**20
_KEPT, _SAME, _FORGED, _MANY = "kept", "same", "forged", "too many"
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
    _refuse(taken.outcomes[0], item)
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
    model, now = server.live.now().model, server.now()
    names = model.card.space.names
    parted = [_parted(item, names) if model.problem.several else item for item in items]
    labels = [_label(item, key, problem=model.problem, now=now) for item in parted]
    outcomes = await asyncio.wrap_future(server.writer.put_labels(labels))
    for outcome in outcomes:
        server.meters.labels.labels(key.trust, outcome).inc()
    return Taken(outcomes=tuple(outcomes))


def _told(taken: Taken) -> Response:
    outcomes = set(taken.outcomes)
    status = 202 if outcomes - {_KEPT, _SAME} else 201 if _KEPT in outcomes else 200
    return said(taken, status=status)


def _refuse(outcome: str, item: Feedback) -> None:
    """Raise P858 for a ticket that this installation never gave, P859 for one that was said enough of."""
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


def _parted(item: Feedback, known: Sequence[str]) -> Feedback:
    """With a list in place of a text that says several known names, or none, as a cell of the queue's table does."""
    if not isinstance(item.label, str) or item.label in known:
        return item
    names = names_in(item.label, known)
    is_several = set(names) <= set(known)
    return item.model_copy(update={"label": tuple(names)}) if is_several else item


def _label(item: Feedback, key: Key, *, problem: Problem, now: float) -> Label:
    """The label in the kind's own text; a name that no model knows yet may be a new class."""
    names = [item.label] if isinstance(item.label, str) else list(item.label)
    if not problem.several and len(names) != 1:
        raise not_understood(f"{len(names)} names", "one name: a picture has one label here")
    client = item.client or secrets.token_hex(8)
    fields: dict[str, Any] = {
        "ticket": item.ticket,
        "by": key.id,
        "trust": key.trust,
        "client": client,
        "at": now,
    }
    try:
        return Label(label=problem.state(names), **fields)
    except PeelError as error:
        raise not_understood(str(error), "names as they may stand in a table of labels") from error
    except ValidationError as error:
        raise not_understood("names that are too long together", "20,000 letters") from error
